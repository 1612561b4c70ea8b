import { FONT, palette } from './theme';

/** Everything the page looks like. It loads nothing. */
export const STYLE = `${palette()}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--ground);color:var(--text);font:16px/1.5 ${FONT}}
header,main,footer{max-width:1128px;margin:0 auto;padding:0 24px}
header{padding-top:32px}
h1{font-size:2rem;line-height:1.2;margin:4px 0 12px}
h2{font-size:1.25rem;margin:40px 0 12px}
h3{font-size:1rem;margin:0 0 8px;overflow-wrap:anywhere}
p{margin:0 0 8px}
a{color:var(--link)}
small{display:block;color:var(--muted);font-size:.8rem;font-weight:400}
.project{margin:0;color:var(--muted);font-weight:600;overflow-wrap:anywhere}
.place{display:inline-block;padding:2px 10px;border:1px solid currentColor;border-radius:999px;font-size:.875rem;font-weight:600}
.origin{color:var(--muted);font-size:.875rem;overflow-wrap:anywhere}
.good{color:var(--good)}.bad{color:var(--bad)}.warn{color:var(--warn)}
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:12px;margin:20px 0 0}
.figures div{padding:12px 16px;background:var(--panel);border:1px solid var(--line);border-radius:8px;min-width:0}
dt{color:var(--muted);font-size:.8rem}
dd{margin:0;font-size:1.25rem;font-weight:600;overflow-wrap:anywhere}
dd small{font-size:.8rem}
article{padding:16px;margin:0 0 12px;border:1px solid var(--line);border-left:4px solid var(--bad);border-radius:8px;background:var(--panel)}
article:target{outline:2px solid var(--link)}
article p,.warnings{overflow-wrap:anywhere}
.kind{color:var(--bad);font-weight:600;margin-right:8px}
.message{white-space:pre-wrap}
pre{margin:8px 0 0;padding:12px;overflow:auto;max-height:24rem;background:var(--ground);border:1px solid var(--line);border-radius:6px;
font:.8rem/1.45 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
summary{cursor:pointer;color:var(--link);font-size:.875rem;overflow-wrap:anywhere}
.warnings{padding-left:20px;margin:8px 0}
.scroll{overflow-x:auto;border:1px solid var(--line);border-radius:8px}
details .scroll{margin-top:8px;max-height:32rem;overflow:auto}
table{border-collapse:collapse;width:100%;font-size:.875rem;font-variant-numeric:tabular-nums}
caption{padding:8px 12px;text-align:left;color:var(--muted);font-size:.8rem}
th,td{padding:8px 10px;text-align:left;vertical-align:top;border-top:1px solid var(--line)}
td{white-space:nowrap}
td small{white-space:normal}
thead th{background:var(--panel);vertical-align:bottom}
th[scope=row],th[scope=rowgroup]{min-width:12rem;max-width:18rem;overflow-wrap:anywhere;background:var(--ground)}
.number{text-align:right}
.change{margin-left:6px;color:var(--muted);font-weight:600}
.meter{display:block;height:5px;width:100%;min-width:104px;margin:4px 0 2px;border-radius:3px;background:var(--tile-other)}
.meter::before{content:"";display:block;height:100%;width:var(--share);border-radius:3px;background:var(--bar-blue)}
.meter.near::before{background:var(--warn)}
.meter.over::before{background:var(--bad)}
figure{margin:0;overflow:hidden}
figcaption{color:var(--muted);font-size:.875rem;margin:0 0 8px}
svg{display:block;max-width:100%;height:auto}
.narrow{display:none}
footer{margin-top:48px;padding-bottom:32px;color:var(--muted);font-size:.8rem}
@media screen and (max-width:720px){
header,main,footer{padding-left:20px;padding-right:20px}
h1{font-size:1.5rem}
.figures{grid-template-columns:1fr 1fr}
.wide{display:none}.narrow{display:block}
.scroll th[scope=row]{min-width:9.5rem;max-width:11rem}
}
@media print{
body{font-size:12px}
.scroll,details .scroll,pre{overflow:visible;max-height:none;border:0}
table{font-size:9px}th,td{padding:4px}td{white-space:normal}th[scope=row],th[scope=rowgroup]{min-width:0;max-width:10rem}
.change{margin-left:0}.meter{min-width:32px;print-color-adjust:exact}
article,figure,tr{break-inside:avoid}
h2{break-after:avoid}
svg{print-color-adjust:exact}
}
`;
