"""Texts that would run a script wherever text is taken for markup. Each calls `tripped()`."""

from itertools import product

_CALL = "tripped()"
_ELEMENTS = [
    f"<script>{_CALL}</script>",
    f"<ScRiPt >{_CALL}</sCrIpT>",
    f"<script src=data:text/javascript,{_CALL}></script>",
    f"<img src=x onerror={_CALL}>",
    f'<img src="x" onerror="{_CALL}"/>',
    f"<img/src=`x`onerror={_CALL}>",
    f"<svg onload={_CALL}>",
    f"<svg><script>{_CALL}</script></svg>",
    f"<svg><animate onbegin={_CALL} attributeName=x dur=1s>",
    f"<math><mtext><table><mglyph><style><img src=x onerror={_CALL}>",
    f"<body onload={_CALL}>",
    f"<iframe src=javascript:{_CALL}></iframe>",
    f"<iframe srcdoc='<script>parent.{_CALL}</script>'></iframe>",
    f"<object data=javascript:{_CALL}></object>",
    f"<embed src=javascript:{_CALL}>",
    f"<details open ontoggle={_CALL}>",
    f"<input autofocus onfocus={_CALL}>",
    f"<video><source onerror={_CALL}></video>",
    f"<audio src=x onerror={_CALL}>",
    f"<marquee onstart={_CALL}>",
    f"<a href=javascript:{_CALL}>x</a>",
    f"<a href='java\tscript:{_CALL}'>x</a>",
    f"<form action=javascript:{_CALL}><button autofocus>x</button></form>",
    f"<base href=javascript:{_CALL}//>",
    "<link rel=stylesheet href=data:text/css,*{color:red}>",
    "<style>*{background:url(x)}</style>",
    f"<template><script>{_CALL}</script></template>",
    f"<noscript><p title='</noscript><img src=x onerror={_CALL}>'>",
    f"[x](javascript:{_CALL})",
    f"[x](data:text/html,<script>{_CALL}</script>)",
    f'![x](x" onerror="{_CALL})',
    f"<javascript:{_CALL}>",
    f"｛｛{_CALL}｝｝{{{{ {_CALL} }}}}",
    f"${{{_CALL}}}",
    f"{{漢字|<img src=x onerror={_CALL}>}}",
]
_AROUND = [
    "{}",
    '">{}',
    "'>{}",
    "</textarea>{}",
    "</title></style>{}",
    "--><!-- -->{}",
    "]]>{}",
    "</script>{}",
    "<!--><p>{}",
]
PAYLOADS = [around.replace("{}", element) for around, element in product(_AROUND, _ELEMENTS)]
TRIPWIRE = """
window.trips = [];
window.tripped = () => window.trips.push('ran');
for (const name of ['alert', 'prompt', 'confirm']) window[name] = () => window.trips.push(name);
addEventListener('securitypolicyviolation', (event) =>
  window.trips.push(event.violatedDirective + ' ' + event.blockedURI));
"""
FOUND = """async () => {
  const bad = [...document.querySelectorAll('*')].filter((one) =>
    [...one.attributes].some((at) => at.name.startsWith('on') ||
      /^\\s*(javascript:|data:(?!image))/i.test(at.value) &&
      ['href', 'src', 'action', 'data', 'formaction', 'srcdoc'].includes(at.name)));
  await new Promise((done) => setTimeout(done, 20));
  return [...window.trips, ...bad.map((one) => one.outerHTML.slice(0, 200))];
}"""
