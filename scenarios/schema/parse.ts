/** The way in to the scenario language: text or file in, resolved scenario out, ScenarioError for anything wrong. */
export { ScenarioError } from './error.ts';
export { loadScenario, scenarioIds } from './load.ts';
export { parseScenario } from './resolve.ts';
