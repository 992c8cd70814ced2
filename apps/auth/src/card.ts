import { type ServiceCard } from '@gatehouse/service-card';
import json from '../service.json';

/** What the service is. The workspace's own tools check the file. */
export const card = json as ServiceCard;
