/** What `npm start` prints of a service. */
export interface Started {
  readonly name: string;
  /** With its base path. */
  readonly url: string;
  /** A body that a POST to the URL takes. */
  readonly example?: object | undefined;
}

/** What `npm start` prints once everything answers: the page, and the services, the authorization server first. */
export function banner(page: string, services: readonly Started[], endpoint: string): string {
  const width = Math.max(...services.map(({ name }) => name.length), 'DynamoDB'.length) + 3;
  const urlWidth = Math.max(...services.map(({ url }) => url.length)) + 3;
  const lines = services.map(({ name, url }) => `  ${name.padEnd(width)}${url.padEnd(urlWidth)}${url}/docs`);
  const json = `-H 'Content-Type: application/json'`;
  const posts = services.flatMap(({ url, example }) =>
    example === undefined
      ? []
      : [`  curl -s ${url} -H "Authorization: Bearer $TOKEN" ${json} -d '${JSON.stringify(example)}'`],
  );
  return `
Gatehouse is ready: ${page}

${lines.join('\n')}
  ${'DynamoDB'.padEnd(width)}${endpoint}

Try it:

  curl -s ${services[0]?.url}/signup ${json} \\
    -d '{"username":"ada","password":"correct horse battery","name":"Ada Lovelace"}'
  TOKEN=$(curl -s ${services[0]?.url}/login ${json} \\
    -d '{"username":"ada","password":"correct horse battery"}' | node -pe 'JSON.parse(fs.readFileSync(0)).access_token')
${posts.join('\n')}

Ctrl-C stops it; LOG_LEVEL=debug logs every request.
`;
}
