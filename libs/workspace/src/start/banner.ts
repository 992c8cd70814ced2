/** What `npm start` prints once everything answers. */
export function banner(auth: string, messages: string, endpoint: string): string {
  return `
Gatehouse is ready.

  auth       ${auth}/auth          ${auth}/auth/docs
  messages   ${messages}/messages      ${messages}/messages/docs
  DynamoDB   ${endpoint}

Try it:

  curl -s ${auth}/auth/signup -H 'Content-Type: application/json' \\
    -d '{"username":"ada","password":"correct horse battery","name":"Ada Lovelace"}'
  TOKEN=$(curl -s ${auth}/auth/login -H 'Content-Type: application/json' \\
    -d '{"username":"ada","password":"correct horse battery"}' | node -pe 'JSON.parse(fs.readFileSync(0)).access_token')
  curl -s ${messages}/messages -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' -d '{"text":"Hello"}'
  curl -s ${messages}/messages

Ctrl-C stops it; LOG_LEVEL=debug logs every request.
`;
}
