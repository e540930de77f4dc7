import { Html } from './html.ts';

/** All styles of the page. Colors stand in one place, once for a light and once for a dark ground; print is light. */
export const STYLE = new Html(`
:root{color-scheme:light dark;--ground:#fbfaf7;--raised:#fff;--ink:#1d2430;--quiet:#667085;--line:#e3e0d8;--bar:#8fb3d9;--critical:#d9822b;--failed:#c9302c;--stripe:#f3c5c3;--cancelled:#9a8fb8;--deleting:#b9b3a6;--open:.55}
@media (prefers-color-scheme:dark){:root{--ground:#14181f;--raised:#1b212b;--ink:#e7eaf0;--quiet:#93a0b4;--line:#2c3542;--bar:#4d7fb3;--critical:#e59a45;--failed:#e5625d;--stripe:#7d2b28;--cancelled:#8d7fb5;--deleting:#6d6a63}}
@media print{:root{color-scheme:light;--ground:#fff;--raised:#fff;--ink:#111;--quiet:#555;--line:#ccc;--bar:#8fb3d9;--critical:#d9822b;--failed:#c9302c;--stripe:#f3c5c3;--cancelled:#9a8fb8;--deleting:#b9b3a6}*{print-color-adjust:exact;-webkit-print-color-adjust:exact}body{padding:0;font-size:13px}.sheet .chart{min-width:0}.card,tr,.chart{break-inside:avoid}h2{break-after:avoid}details::details-content{content-visibility:visible;display:block;height:auto}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:1120px;padding:32px 24px 64px;background:var(--ground);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",sans-serif}
h1{font-size:26px;line-height:1.25;margin:0;font-weight:650;letter-spacing:-.01em}
h2{font-size:17px;margin:40px 0 12px;font-weight:650}
p{margin:6px 0}
header p{color:var(--quiet);margin:4px 0 0}
.quiet{color:var(--quiet);fill:var(--quiet)}
.verdict{display:inline-block;margin-left:10px;padding:1px 10px;border-radius:99px;font-size:14px;font-weight:600;vertical-align:3px;border:1.5px solid currentColor;color:var(--quiet)}
.verdict.bad{color:var(--failed)}
.figures{display:flex;flex-wrap:wrap;gap:10px;margin:24px 0 8px}
.figures div{flex:1 1 150px;background:var(--raised);border:1px solid var(--line);border-radius:10px;padding:12px 16px}
dt{color:var(--quiet);font-size:13px}
dd{margin:0;font-size:21px;font-weight:600;font-variant-numeric:tabular-nums}
dd.quiet{font-size:12.5px;font-weight:400}
.note{border-left:3px solid var(--critical);padding:2px 0 2px 12px;margin:16px 0}
.card{background:var(--raised);border:1px solid var(--line);border-left:4px solid var(--failed);border-radius:10px;padding:14px 18px;margin:18px 0}
.card h2{margin:0 0 6px}
.card .status{color:var(--failed)}
.card .quiet{font-weight:400;font-size:14px}
.reason{overflow-wrap:anywhere;white-space:pre-wrap}
.place{font-family:ui-monospace,Menlo,Consolas,monospace;font-size:13px;color:var(--quiet);margin-top:12px}
pre,code{font-family:ui-monospace,Menlo,Consolas,monospace;font-size:13px}
pre{overflow-x:auto;background:var(--ground);border:1px solid var(--line);border-radius:8px;padding:10px 12px;margin:4px 0 12px}
a{color:inherit}
.sheet{background:var(--raised);border:1px solid var(--line);border-radius:10px;padding:14px 12px 8px;overflow-x:auto}
.chart{display:block;width:100%;min-width:720px;height:auto;font-family:inherit}
.chart text{font-size:12.5px;fill:var(--ink)}
.chart .small{font-size:11px}
.chart .strong{font-weight:650}
.chart .figure{fill:var(--quiet);paint-order:stroke;stroke:var(--raised);stroke-width:3px;font-variant-numeric:tabular-nums}
.chart text.quiet{fill:var(--quiet)}
.grid line{stroke:var(--line);stroke-width:1}
.chart .grid text{fill:var(--quiet);font-size:11px}
.wait{stroke:var(--quiet);stroke-width:1;stroke-dasharray:1 4;opacity:.6}
.done,.resource{fill:var(--bar)}
.critical{fill:var(--critical)}
.failing{fill:url(#hatch);stroke:var(--failed);stroke-width:1.2}
pattern .failed{fill:var(--failed)}
pattern .stripe{stroke:var(--stripe);stroke-width:3}
.cancelled{fill:var(--cancelled)}
.deleting{fill:var(--deleting)}
.open{opacity:var(--open)}
.arrow{fill:none;stroke:var(--quiet);stroke-width:1.1;opacity:.75}
.arrow.heavy{stroke:var(--critical);stroke-width:1.9;opacity:1}
.tip{fill:var(--quiet)}
.critical-tip{fill:var(--critical)}
.legend{display:flex;flex-wrap:wrap;gap:4px 18px;margin:8px 4px 0;padding:0;list-style:none;color:var(--quiet);font-size:13px}
.legend svg{width:18px;height:10px;margin-right:6px;vertical-align:0}
details{border-top:1px solid var(--line);padding:8px 0}
details:first-of-type{border-top:0}
summary{cursor:pointer;padding:2px 4px}
.tag{font-size:11.5px;font-weight:600;color:var(--critical);border:1px solid currentColor;border-radius:99px;padding:0 7px;white-space:nowrap}
.scroll{overflow-x:auto;margin-top:22px}
table{border-collapse:collapse;width:100%;font-size:14px}
caption{text-align:left;color:var(--quiet);padding-bottom:6px}
th,td{text-align:left;padding:7px 12px 7px 0;border-top:1px solid var(--line);vertical-align:top}
thead th{border-top:0;color:var(--quiet);font-weight:500;font-size:13px;white-space:nowrap}
tbody th{font-weight:600;overflow-wrap:anywhere;min-width:128px}
td.number,th.number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
tr.bad th,tr.bad td{color:var(--failed)}
.share{width:18%}
.share svg{display:block;width:100%;height:8px;margin-top:7px}
.hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
footer{margin-top:40px;color:var(--quiet);font-size:13px}
`);
