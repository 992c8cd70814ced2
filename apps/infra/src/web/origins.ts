import { type StageConfig } from '../stages/stage';

/** The region of everything that CloudFront takes from a region: certificates, web ACLs, deliveries of logs. */
export const globalRegion = 'us-east-1';

/** Whether a stage deploys the page. */
export function hasPage({ web }: StageConfig): boolean {
  return web.session !== undefined;
}

/** The origins whose pages may call the services: this one where the stage has a page, and those that the stage names. */
export function webOrigins(stage: StageConfig, origin: string): readonly string[] {
  return [...(hasPage(stage) ? [origin] : []), ...stage.web.origins];
}
