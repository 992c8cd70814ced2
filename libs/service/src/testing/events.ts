/** A request as a gateway receives it. */
export interface ReceivedRequest {
  readonly method: string;
  /** Path and query as they stand in the request line. */
  readonly target: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
  readonly address: string;
}

/** What a gateway sends back. */
export interface SentResponse {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
}

interface FunctionResult {
  readonly statusCode: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly multiValueHeaders?: Readonly<Record<string, readonly string[]>>;
  readonly cookies?: readonly string[];
  readonly body?: string;
  readonly isBase64Encoded?: boolean;
}

/** Both ways of one form of event, as AWS documents it. */
export interface EventMaker {
  eventOf(request: ReceivedRequest): object;
  answerOf(event: object, result: FunctionResult): SentResponse;
}

const text = /^(text\/|application\/(json|javascript|xml)\b)/;

function parts(target: string): [path: string, query: string] {
  const at = target.indexOf('?');
  return at < 0 ? [target, ''] : [target.slice(0, at), target.slice(at + 1)];
}

function forwarded({ headers, address }: ReceivedRequest, proto: string): [string, string][] {
  const given = headers.filter(([name]) => name.toLowerCase() === 'x-forwarded-for').map(([, value]) => value);
  const rest = headers.filter(([name]) => !/^x-forwarded-(for|proto|port)$|^connection$/i.test(name));
  return [
    ...rest.map(([name, value]): [string, string] => [name, value]),
    ['X-Forwarded-For', [...given, address].join(', ')],
    ['X-Forwarded-Proto', proto],
    ['X-Forwarded-Port', '443'],
  ];
}

function lists(pairs: readonly (readonly [string, string])[]): Record<string, string[]> {
  const result: Record<string, string[]> = {};
  for (const [name, value] of pairs) (result[name] ??= []).push(value);
  return result;
}

function encodedBody(request: ReceivedRequest, isText: (type: string) => boolean) {
  const header = (wanted: string) => request.headers.find(([name]) => name.toLowerCase() === wanted)?.[1];
  const { body } = request;
  if (body.length === 0) return { body: null, isBase64Encoded: false };
  const plain = header('content-encoding') === undefined && isText(header('content-type') ?? '');
  return { body: body.toString(plain ? 'utf8' : 'base64'), isBase64Encoded: !plain };
}

function decodedBody({ body = '', isBase64Encoded }: FunctionResult): Buffer {
  return Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
}

/** `x-amzn-Remapped-…`: what a REST API does with some headers of a function's answer. */
const remapped = /^(www-authenticate|date|server|connection)$/i;

/** API Gateway REST API, `{proxy+}` route, all media types binary. `mapping`: the key of a custom domain's mapping. */
export function restApi({ mapping = '' } = {}): EventMaker {
  return {
    eventOf(request) {
      const [path, query] = parts(request.target);
      const multiValueHeaders = lists(forwarded(request, 'https'));
      const parameters = lists(query ? [...new URLSearchParams(query)] : []);
      const last = (map: Record<string, string[]>) =>
        Object.fromEntries(Object.entries(map).map(([name, values]) => [name, values.at(-1) ?? '']));
      return {
        resource: '/{proxy+}',
        path: `${mapping}${path}`,
        httpMethod: request.method,
        headers: last(multiValueHeaders),
        multiValueHeaders,
        queryStringParameters: query ? last(parameters) : null,
        multiValueQueryStringParameters: query ? parameters : null,
        pathParameters: { proxy: safeDecoded(path.slice(1)) },
        stageVariables: null,
        requestContext: {
          stage: 'prod',
          path: `${mapping || '/prod'}${path}`,
          identity: { sourceIp: request.address, userAgent: null },
          apiId: 'rest000000',
        },
        ...encodedBody(request, () => false),
      };
    },
    answerOf: (_event, result) => ({
      status: result.statusCode,
      headers: [
        ...Object.entries(result.headers ?? {}),
        ...Object.entries(result.multiValueHeaders ?? {}).flatMap(([name, all]) => all.map((value) => [name, value])),
      ].map(([name = '', value]) => [remapped.test(name) ? `x-amzn-Remapped-${name}` : name, String(value)]),
      body: decodedBody(result),
    }),
  };
}

/** API Gateway HTTP API, payload format 2.0. `stage`: a named one; `route`: `ANY /{proxy+}` or `$default`. */
export function httpApi({ stage = '$default', route = 'ANY /{proxy+}' } = {}): EventMaker {
  const prefix = stage === '$default' ? '' : `/${stage}`;
  return {
    eventOf(request) {
      const [rawPath, rawQueryString] = parts(request.target);
      const path = safeDecoded(rawPath);
      return version2(request, {
        routeKey: route,
        rawPath: `${prefix}${path}`,
        rawQueryString,
        stage,
        domainName: 'abc.execute-api.eu-west-1.amazonaws.com',
        ...(route !== '$default' && { pathParameters: { proxy: path.slice(1) } }),
      });
    },
    answerOf: version2Answer,
  };
}

/** A function URL. */
export function functionUrl(): EventMaker {
  return {
    eventOf(request) {
      const [rawPath, rawQueryString] = parts(request.target);
      const domainName = 'abc.lambda-url.eu-west-1.on.aws';
      return version2(request, { routeKey: '$default', rawPath, rawQueryString, stage: '$default', domainName });
    },
    answerOf: version2Answer,
  };
}

function version2(
  request: ReceivedRequest,
  { stage, domainName, ...rest }: { stage: string; domainName: string; rawPath: string; [name: string]: unknown },
): object {
  const pairs = forwarded(request, 'https').map(([name, value]): [string, string] => [name.toLowerCase(), value]);
  const cookies = pairs.filter(([name]) => name === 'cookie').flatMap(([, value]) => value.split(/;\s*/));
  const headers = Object.entries(lists(pairs.filter(([name]) => name !== 'cookie')));
  return {
    version: '2.0',
    ...rest,
    ...(cookies.length > 0 && { cookies }),
    headers: Object.fromEntries(headers.map(([name, values]) => [name, values.join(',')])),
    requestContext: {
      stage,
      domainName,
      apiId: 'http000000',
      http: { method: request.method, path: rest.rawPath, protocol: 'HTTP/1.1', sourceIp: request.address },
    },
    ...encodedBody(request, (type) => text.test(type)),
  };
}

function version2Answer(_event: object, result: FunctionResult): SentResponse {
  return {
    status: result.statusCode,
    headers: [
      ...Object.entries(result.headers ?? {}),
      ...(result.cookies ?? []).map((cookie): [string, string] => ['set-cookie', cookie]),
    ],
    body: decodedBody(result),
  };
}

/** An Application Load Balancer with a Lambda target, with multi-value headers or without. */
export function loadBalancer({ multiValue = true } = {}): EventMaker {
  return {
    eventOf(request) {
      const [path, query] = parts(request.target);
      const headers = lists(forwarded(request, 'https').map(([name, value]) => [name.toLowerCase(), value]));
      const parameters = lists(
        query ? query.split('&').map((pair) => pair.split(/=(.*)/s, 2) as [string, string]) : [],
      );
      for (const values of Object.values(parameters)) values.forEach((value, i) => (values[i] = value ?? ''));
      const last = (map: Record<string, string[]>) =>
        Object.fromEntries(Object.entries(map).map(([name, values]) => [name, values.at(-1) ?? '']));
      return {
        requestContext: {
          elb: { targetGroupArn: 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/x/y' },
        },
        httpMethod: request.method,
        path,
        ...(multiValue
          ? { multiValueHeaders: headers, multiValueQueryStringParameters: parameters }
          : { headers: last(headers), queryStringParameters: last(parameters) }),
        ...encodedBody(request, (type) => text.test(type)),
      };
    },
    answerOf: (_event, result) => ({
      status: result.statusCode,
      headers: multiValue
        ? Object.entries(result.multiValueHeaders ?? {}).flatMap(([name, all]) =>
            all.map((value): [string, string] => [name, value]),
          )
        : Object.entries(result.headers ?? {}),
      body: decodedBody(result),
    }),
  };
}

function safeDecoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
