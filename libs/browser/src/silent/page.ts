// The script of the page at /silent: tells the page around it where the authorization server has led to.
if (parent !== window) {
  parent.postMessage({ type: 'gatehouse.silent', url: location.href }, location.origin);
}
