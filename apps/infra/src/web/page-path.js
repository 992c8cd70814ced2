// CloudFront runs this for every request that is neither for a service nor for a file of /assets. A file lies in the root and has
// a dot in its name; every other path is one of the page's own, which index.html shows.
function handler(event) {
  var request = event.request;
  if (request.uri === '/silent') request.uri = '/silent.html';
  else if (!request.uri.split('/')[1].includes('.')) request.uri = '/index.html';
  return request;
}
