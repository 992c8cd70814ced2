import { Duration } from 'aws-cdk-lib';

/**
 * How a task leaves. The load balancer sends nothing new from the moment it is deregistered and waits this long for what
 * is under way, an answer taking 3 s at most; then comes SIGTERM, and the service drains for 8 s before it is killed.
 */
export const lifecycle = {
  deregistrationDelay: Duration.seconds(15),
  stopTimeout: Duration.seconds(20),
} as const;
