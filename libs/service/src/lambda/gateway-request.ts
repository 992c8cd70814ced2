/** An HTTP request as a gateway handed it over, whatever the form of its event. */
export interface GatewayRequest {
  readonly method: string;
  /** Path and query as they stand in a request line. */
  readonly url: string;
  /** Like `url`, as the client sent it: with what a mapping or a stage puts before the service's own path. */
  readonly receivedUrl: string;
  /** In order, repeated where the caller repeated them. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer | undefined;
  /** Of the caller: what the gateway saw, or the trusted hop of `X-Forwarded-For`. */
  readonly address: string;
  readonly isHttps: boolean;
}

/** An HTTP response before it takes the form that a gateway reads. */
export interface GatewayAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string | number | readonly string[] | undefined>>;
  readonly body: string;
  readonly isBase64Encoded: boolean;
}

/** What of the deployment decides how an event is read. */
export interface GatewaySettings {
  /** A path that stands before the service's own and that the event does not tell, such as `/v1`. */
  readonly pathPrefix?: string | undefined;
  /** How many proxies in front append to `X-Forwarded-For`, the gateway among them. */
  readonly trustedProxies: number;
}

/** A form of event: API Gateway's payload formats 1.0 and 2.0, and that of a load balancer. */
export interface EventForm {
  recognises(event: object): boolean;
  /** Throws where the event lacks what every one of its form has. */
  requestOf(event: object, settings: GatewaySettings): GatewayRequest;
  responseTo(event: object, answer: GatewayAnswer): object;
}

/** Headers that speak of a connection, which a gateway has and a function has not (RFC 9110 §7.6.1). */
const connectionHeaders = new Set(['connection', 'keep-alive', 'transfer-encoding', 'upgrade']);

/** The headers of an answer, each with all its values. */
export function valuesOf({ headers }: GatewayAnswer): [name: string, values: string[]][] {
  return Object.entries(headers)
    .map(([name, value]): [string, string[]] => [name.toLowerCase(), [value ?? []].flat().map(String)])
    .filter(([name, values]) => values.length > 0 && !connectionHeaders.has(name));
}

/** The body of an event; `null` and the empty string are none. */
export function bodyOf(body: string | null | undefined, isBase64Encoded: boolean | undefined): Buffer | undefined {
  return body ? Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8') : undefined;
}
