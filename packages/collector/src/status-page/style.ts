/** The look of the public page: one column, light and dark, small screens first. Colours reach 4.5 : 1 on their ground. */
export const STYLE = `
:root{color-scheme:light dark;--ground:light-dark(#f4f6f9,#0b1118);--panel:light-dark(#fff,#131b25);--text:light-dark(#141d28,#e4ebf2);--muted:light-dark(#53616f,#9aa9b8);--line:light-dark(#d5dce5,#263341);--up:light-dark(#15734a,#45c08a);--degraded:light-dark(#965400,#f2b13c);--down:light-dark(#c0262d,#ff7a72);--unknown:light-dark(#596775,#94a2b1);--work:light-dark(#0b5cad,#6db3f8)}
*{box-sizing:border-box}body{margin:0;font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;background:var(--ground);color:var(--text);font-variant-numeric:tabular-nums}
main{max-width:52rem;margin:0 auto;padding:0 1rem 2rem}nav{max-width:52rem;margin:0 auto;padding:.75rem 1rem 0;text-align:right}
a{color:var(--work)}a:focus-visible,summary:focus-visible{outline:2px solid var(--work);outline-offset:2px}
header p{margin:0;color:var(--muted)}h1{margin:0 0 1rem;font-size:1.6rem;line-height:1.25}h2{margin:2rem 0 .75rem;font-size:1.1rem}h3{margin:0;font-size:1rem}
small{font-size:.85em;color:var(--muted);font-weight:400}ul{margin:0;padding:0;list-style:none}
.is-up{--state:var(--up)}.is-degraded{--state:var(--degraded)}.is-down{--state:var(--down)}.is-unknown,.is-closed{--state:var(--unknown)}.is-maintenance{--state:var(--work)}
header .all{display:flex;align-items:center;gap:.75rem;padding:1rem;border:1px solid var(--line);border-left:.5rem solid var(--state);border-radius:.6rem;background:var(--panel);color:var(--text);font-size:1.15rem;font-weight:600}
.dot{flex:none;display:inline-block;width:.9rem;height:.9rem;border-radius:50%;background:var(--state)}.is-down .dot{border-radius:0;transform:rotate(45deg)}.is-degraded .dot{border-radius:0}
.services>li,.notice{margin-bottom:.75rem;padding:.9rem 1rem;border:1px solid var(--line);border-radius:.6rem;background:var(--panel);overflow-wrap:anywhere}
.notice{border-left:.35rem solid var(--work)}.notice p{margin:.3rem 0 0}.text{white-space:pre-line}.when{color:var(--muted);font-size:.9rem}
.head{display:flex;flex-wrap:wrap;align-items:center;gap:.2rem .7rem;margin:0}.state{color:var(--state);font-weight:600}.figure{margin-left:auto;color:var(--muted);font-size:.9rem}
.bars{display:block;width:100%;height:1.6rem;margin-top:.6rem}.day-good{fill:var(--up)}.day-some{fill:var(--degraded)}.day-bad{fill:var(--down)}.day-none{fill:var(--unknown)}
.ends{display:flex;justify-content:space-between;margin:.15rem 0 0;color:var(--muted);font-size:.8rem}
details{margin-top:.5rem;font-size:.9rem}summary{cursor:pointer}details li{padding:.15rem 0}
footer{margin-top:2rem;color:var(--muted);font-size:.9rem}.contact{color:var(--text);font-weight:600}
@media print{body{background:#fff}nav{display:none}}
`
