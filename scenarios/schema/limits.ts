/**
 * Every limit of the scenario language, in one table: the schema refuses by it and the reference prints it.
 * `*` in a name stands for a list index, an archetype's name or a kernel's name.
 */

/** The range of one number; `open` leaves `min` itself out, `integer` asks for whole numbers. */
export type Limit = {
  readonly min: number;
  readonly max: number;
  /** Unit as printed, empty for shares and counts. */
  readonly unit: string;
  readonly open?: true;
  readonly integer?: true;
};

const share: Limit = { min: 0, max: 1, unit: '' };
const perHour: Limit = { min: 0, max: 600, unit: '/h' };
const sensitivity: Limit = { min: 0, max: 10, unit: '' };
const multiplier: Limit = { min: 0, max: 10, unit: '' };
const size: Limit = { min: 0.01, max: 50, unit: 'm' };
const action: Limit = { min: 0.5, max: 120, unit: 's' };
const swing: Limit = { min: 0, max: 45, unit: 'deg' };
const phase: Limit = { min: 0.01, max: 60, unit: 's' };
// Wide enough for the farthest seat of the deepest room (50 m + 199 rows of 3 m), which default cameras look at.
const coordinate: Limit = { min: -1000, max: 1000, unit: 'm' };
const pixels: Limit = { min: 64, max: 16384, unit: 'px', integer: true };

export const LIMITS = {
  seed: { min: 0, max: 4294967295, unit: '', integer: true },
  'film.duration': { min: 0, max: 28800, unit: 's', open: true },
  'film.rate': { min: 0.1, max: 30, unit: 'Hz' },
  'film.events.*.at': { min: 0, max: 28800, unit: 's' },
  'film.events.*.intensity': share,
  'film.events.*.duration': { min: 0.1, max: 600, unit: 's' },
  'film.generators.*.rate': { min: 0, max: 3600, unit: '/h' },
  'film.generators.*.intensity.mean': share,
  'film.generators.*.intensity.sd': share,
  'film.generators.*.duration.mean': { min: 0.1, max: 600, unit: 's' },
  'film.generators.*.duration.sd': { min: 0, max: 600, unit: 's' },
  'film.generators.*.from': { min: 0, max: 28800, unit: 's' },
  'film.generators.*.to': { min: 0, max: 28800, unit: 's' },
  'film.generators.*.regular': share,
  'theater.rows': { min: 1, max: 200, unit: '', integer: true },
  'theater.seatsPerRow': { min: 1, max: 200, unit: '', integer: true },
  'theater.seatPitch': { min: 0.45, max: 2, unit: 'm' },
  'theater.rowPitch': { min: 0.7, max: 3, unit: 'm' },
  'theater.riser': { min: 0, max: 0.8, unit: 'm' },
  'theater.firstRow': { min: 1, max: 50, unit: 'm' },
  'theater.stagger': share,
  'theater.aisles.*': { min: 1, max: 199, unit: '', integer: true },
  'theater.aisleWidth': { min: 0.6, max: 4, unit: 'm' },
  'theater.screen.width': { min: 0.5, max: 60, unit: 'm' },
  'theater.screen.height': { min: 0.5, max: 40, unit: 'm' },
  'theater.screen.bottom': { min: 0, max: 10, unit: 'm' },
  'theater.seatBack.height': { min: 0.2, max: 2, unit: 'm' },
  'theater.seatBack.width': { min: 0.05, max: 2, unit: 'm' },
  'theater.seatBack.thickness': { min: 0.01, max: 0.5, unit: 'm' },
  'theater.seatBack.behind': { min: 0, max: 1, unit: 'm' },
  'theater.obstacles.*.x': coordinate,
  'theater.obstacles.*.z': coordinate,
  'theater.obstacles.*.width': size,
  'theater.obstacles.*.depth': size,
  'theater.obstacles.*.height': size,
  'cameras.*.position': coordinate,
  'cameras.*.target': coordinate,
  'cameras.*.fieldOfView': { min: 5, max: 120, unit: 'deg' },
  'cameras.*.width': pixels,
  'cameras.*.height': pixels,
  'audience.occupancy': { min: 0, max: 1, unit: '', open: true },
  'audience.female': share,
  'audience.age.mean': { min: 6, max: 100, unit: 'years' },
  'audience.age.sd': { min: 0, max: 50, unit: 'years' },
  'audience.age.min': { min: 6, max: 100, unit: 'years' },
  'audience.age.max': { min: 6, max: 100, unit: 'years' },
  'audience.children': share,
  'audience.archetypes.*.weight': { min: 0, max: 1000, unit: '' },
  'audience.archetypes.*.amusement': sensitivity,
  'audience.archetypes.*.laughter': sensitivity,
  'audience.archetypes.*.surprise': sensitivity,
  'audience.archetypes.*.fatigue': sensitivity,
  'audience.archetypes.*.spread': { min: 0, max: 2, unit: '' },
  'audience.archetypes.*.blink': multiplier,
  'audience.archetypes.*.fidget': multiplier,
  'audience.archetypes.*.eating': multiplier,
  'reaction.saturation': { min: 0.01, max: 10, unit: '' },
  'reaction.idiosyncrasy.sd': { min: 0, max: 2, unit: '' },
  'reaction.idiosyncrasy.time': { min: 0.1, max: 3600, unit: 's' },
  'reaction.latency.spread': { min: 0, max: 10, unit: 's' },
  'reaction.contagion': share,
  'reaction.habituation': { min: 0, max: 2, unit: '' },
  'reaction.correlation': { min: -0.3, max: 0.95, unit: '' },
  'reaction.kernels.*.delay': { min: 0, max: 60, unit: 's' },
  'reaction.kernels.*.onset': phase,
  'reaction.kernels.*.apex': phase,
  'reaction.kernels.*.offset': phase,
  'reaction.kernels.*.exponent': { min: 0.25, max: 4, unit: '' },
  'reaction.fatigue.level': { min: 0, max: 2, unit: '' },
  'reaction.fatigue.build': { min: 1, max: 100000, unit: 's' },
  'reaction.fatigue.relief': share,
  'nuisance.blink.rate': { min: 0, max: 60, unit: '/min' },
  'nuisance.blink.spread': { min: 0, max: 1.5, unit: '' },
  'nuisance.blink.synchrony': share,
  'nuisance.head.yaw': swing,
  'nuisance.head.pitch': swing,
  'nuisance.head.roll': swing,
  'nuisance.head.sway': { min: 0, max: 0.2, unit: 'm' },
  'nuisance.head.time': { min: 1, max: 600, unit: 's' },
  'nuisance.head.reaction': { min: 0, max: 3, unit: '' },
  'nuisance.fidget.rate': perHour,
  'nuisance.laughRhythm': share,
  'behavior.handToFace.rate': perHour,
  'behavior.handToFace.duration': action,
  'behavior.eating.share': share,
  'behavior.eating.rate': perHour,
  'behavior.eating.duration': action,
  'behavior.drinking.share': share,
  'behavior.drinking.rate': perHour,
  'behavior.drinking.duration': action,
  'behavior.phone.rate': perHour,
  'behavior.phone.duration': { min: 0.5, max: 3600, unit: 's' },
  'behavior.leaving.rate': perHour,
  'behavior.leaving.duration': { min: 0.5, max: 3600, unit: 's' },
  'behavior.lateArrival.share': share,
  'behavior.lateArrival.mean': { min: 0, max: 28800, unit: 's' },
  'behavior.reactionHiding': { min: 0, max: 1, unit: '/s' },
  'sensing.noise': { min: 0, max: 20, unit: 'px' },
  'sensing.relativeNoise': { min: 0, max: 0.2, unit: '' },
  'sensing.hiddenNoise': { min: 1, max: 50, unit: '' },
  'sensing.smallestFace': { min: 1, max: 2000, unit: 'px' },
  'sensing.largestYaw': { min: 1, max: 90, unit: 'deg' },
  'sensing.largestPitch': { min: 1, max: 90, unit: 'deg' },
  'sensing.enoughLandmarks': { min: 1, max: 68, unit: '', integer: true },
  'sensing.detector.failure': share,
  'sensing.detector.size': { min: 0, max: 2000, unit: 'px' },
  'sensing.detector.pose': { min: 0, max: 90, unit: 'deg' },
} as const satisfies Record<string, Limit>;

export type LimitName = keyof typeof LIMITS;

/** Limits on counts and lengths, each with what it counts. */
export const COUNTS = {
  seats: { max: 10000, text: 'seats in a room (rows x seatsPerRow)' },
  blockSeats: { max: 22, text: 'seats between two aisles (building rules on means of escape)' },
  events: { max: 10000, text: 'events by hand' },
  generators: { max: 32, text: 'event generators' },
  obstacles: { max: 64, text: 'obstacles' },
  cameras: { max: 8, text: 'cameras' },
  archetypes: { max: 16, text: 'archetypes' },
  titleCharacters: { max: 200, text: 'characters in the title' },
  descriptionCharacters: { max: 2000, text: 'characters in the description' },
  nameCharacters: { max: 32, text: "characters in a camera's, obstacle's or archetype's name" },
  fileBytes: { max: 1048576, text: 'bytes in a scenario file' },
  depth: { max: 32, text: 'levels of nesting in a file' },
  keys: { max: 200, text: 'keys in one map written over several lines' },
  lexemes: { max: 400000, text: 'YAML lexemes in a file (names, values, marks and gaps)' },
} as const;
