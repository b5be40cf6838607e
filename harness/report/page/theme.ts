import { COLORS, STEPS } from '../palette.ts';

type Theme = 'light' | 'dark';

/** Ground, text and lines of the two themes; text stands out at least 4.5 to 1 on both grounds of its theme. */
export const GROUND: Readonly<Record<Theme, Readonly<Record<string, string>>>> = {
  light: { page: '#faf8f4', surface: '#ffffff', text: '#1d1b22', quiet: '#5d5a66', line: '#ddd8cf', link: '#5a3b9c' },
  dark: { page: '#141319', surface: '#1c1b23', text: '#ece7db', quiet: '#aaa6b4', line: '#3a3844', link: '#c3b0f5' },
};

function variables(theme: Theme): string {
  const own = Object.entries(GROUND[theme]).map(([name, value]) => `--${name}:${value}`);
  const colors = Object.entries(COLORS).map(([name, both]) => `--${name}:${both[theme]}`);
  const steps = STEPS.map((both, n) => `--step${n}:${both[theme]}`);
  return [...own, ...colors, ...steps, `color-scheme:${theme}`].join(';');
}

/** The style of every report: readable from 320 px on, in the reader's theme, and on paper. */
export function styleText(): string {
  return `
:root{${variables('light')}}
@media screen and (prefers-color-scheme:dark){:root{${variables('dark')}}}
*{box-sizing:border-box}
html{scroll-behavior:smooth;-webkit-text-size-adjust:100%}
@media (prefers-reduced-motion:reduce){html{scroll-behavior:auto}}
body{margin:0;background:var(--page);color:var(--text);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,"DejaVu Sans",sans-serif;overflow-wrap:break-word}
a{color:var(--link)}
:focus-visible{outline:2px solid var(--link);outline-offset:2px;border-radius:2px}
.skip{position:absolute;left:-9999px}
.skip:focus{left:1rem;top:1rem;background:var(--surface);padding:.5rem 1rem;z-index:1}
header,main,footer,nav{max-width:68rem;margin:0 auto;padding:0 1.25rem}
header{padding-top:2.5rem}
.kind{margin:0;color:var(--quiet);font-size:.8rem;letter-spacing:.12em;text-transform:uppercase}
h1{margin:.2rem 0 .4rem;font-size:clamp(1.7rem,4.5vw,2.5rem);line-height:1.15;letter-spacing:-.015em}
.lead{margin:0;max-width:46rem;color:var(--quiet)}
nav ul{display:flex;flex-wrap:wrap;gap:.25rem 1.1rem;margin:1.2rem 0 0;padding:.7rem 0;list-style:none;border-block:1px solid var(--line);font-size:.92rem}
section{margin-top:3rem}
h2{margin:0 0 .4rem;font-size:1.45rem;line-height:1.25;letter-spacing:-.01em}
h3{margin:0 0 .5rem;font-size:1.02rem;line-height:1.35}
section>p{max-width:46rem;margin:.4rem 0 1rem}
figure,.block{margin:1.4rem 0 0;padding:1.1rem 1.25rem;background:var(--surface);border:1px solid var(--line);border-radius:10px}
.block>p:first-child{margin-top:0}
.block>:last-child{margin-bottom:0}
.block>details:first-child{margin-top:0}
figcaption,.note{margin-top:.7rem;max-width:52rem;color:var(--quiet);font-size:.88rem;line-height:1.5}
.controls{display:flex;flex-wrap:wrap;gap:.5rem 1.2rem}
.controls:not(:empty){margin-bottom:.7rem}
.controls label{display:inline-flex;align-items:center;gap:.4rem;min-width:0;max-width:100%}
.controls label,.controls p{margin:0;font-size:.88rem;color:var(--quiet)}
select{min-width:0;max-width:100%;padding:.3rem .5rem;border:1px solid var(--quiet);border-radius:6px;background:var(--surface);color:var(--text);font:inherit;font-size:.9rem}
.legend{display:flex;flex-wrap:wrap;gap:.3rem 1.1rem;margin:0 0 .6rem;padding:0;list-style:none;font-size:.88rem}
.legend label,.legend li{display:inline-flex;align-items:center;gap:.4rem}
.legend input{margin:0;width:1rem;height:1rem;accent-color:var(--quiet)}
.legend svg{flex:none}
.legend [hidden]{display:none}
.scale{white-space:nowrap}
.ramp{display:inline-flex;border:1px solid var(--quiet)}
.ramp span{display:block;width:clamp(.7rem,4vw,1.6rem);height:.8rem}
.plot{font-family:inherit}
.plot svg{--plot-background:var(--surface);display:block;width:100%;height:auto;font:11px system-ui,-apple-system,"Segoe UI",Roboto,Arial,"DejaVu Sans",sans-serif;color:var(--text)}
.plot svg text,.plot svg tspan{white-space:pre}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.88rem;font-variant-numeric:tabular-nums}
caption{padding:0 0 .5rem;text-align:left;font-weight:600;font-size:1.02rem}
caption span{display:block;position:sticky;left:0;width:max-content;max-width:min(100%,calc(100vw - 4rem))}
th,td{padding:.32rem .7rem;text-align:right;white-space:nowrap;border-bottom:1px solid var(--line)}
th:first-child,td:first-child{padding-left:0}
th:last-child,td:last-child{padding-right:0}
th.text,td.text,td.wide,tbody th{text-align:left}
td.wide{white-space:normal;min-width:14rem}
thead th{color:var(--quiet);font-weight:600;vertical-align:bottom;border-bottom-color:var(--quiet)}
tbody th{font-weight:500}
tbody tr:last-child>*{border-bottom:0}
.best{font-weight:700}
.reference>*{color:var(--quiet)}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(11rem,1fr));gap:.9rem;margin:1.4rem 0 0;padding:0}
.cards>div{display:flex;flex-direction:column;padding:.9rem 1.1rem;background:var(--surface);border:1px solid var(--line);border-radius:10px}
.cards dt{color:var(--quiet);font-size:.85rem}
.cards dd{margin:0}
.cards .value{font-size:1.75rem;font-weight:650;line-height:1.25;letter-spacing:-.02em;font-variant-numeric:tabular-nums}
.cards .note{margin-top:.1rem}
.pair{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,26rem),1fr));gap:0 1.4rem}
details{margin-top:.7rem;font-size:.88rem}
summary{cursor:pointer;color:var(--link)}
code{font:.86em ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;overflow-wrap:anywhere}
.apart{padding:1.4rem 1.5rem;border:2px dashed var(--quiet);border-radius:12px}
footer{margin-top:3.5rem;padding-top:1rem;padding-bottom:2.5rem;color:var(--quiet);font-size:.85rem}
@media (max-width:30rem){header,main,footer,nav{padding-inline:.9rem}figure,.block{padding:.9rem .8rem}.apart{padding:.9rem .8rem}}
@media print{
body{background:#fff;font-size:10.5pt}
nav,.skip,.legend input,details:not([open]){display:none}
header,main,footer{max-width:none;padding:0}
section{margin-top:1.6rem}
figure,.block,.cards>div{break-inside:avoid;border-color:#ccc}
h2,h3,caption,section>p,.controls,.legend{break-after:avoid}
.scroll{overflow:visible}
table{font-size:8.5pt}
th,td{padding:.2rem .35rem}
a{color:inherit;text-decoration:none}
}`.trim();
}
