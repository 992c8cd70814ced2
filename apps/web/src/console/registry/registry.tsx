import { Page } from '../../elements/page';
import { Reading } from '../../elements/reading';
import { useConsoleWords } from '../../words/console/words';
import { ApiCard } from './api-card';
import { useApis, useRoles } from './registry-queries';
import { Roles } from './roles';

/** Which APIs there are, who may have their scopes, and which roles there are. */
export function Registry() {
  const { registry, parts, loading } = useConsoleWords();
  const apis = useApis();
  const roles = useRoles();
  return (
    <Page title={parts.registry} wide>
      <p>{registry.lead}</p>
      <Reading query={apis} label={loading} lines={3}>
        {({ value, etag }) =>
          value.items.length === 0 ? (
            <p className="empty">{registry.noApis}</p>
          ) : (
            value.items.map((api) => (
              <ApiCard key={api.name} api={{ value: api, etag }} roles={roles.data?.value.items ?? []} />
            ))
          )
        }
      </Reading>
      <Reading query={roles} label={loading} lines={2}>
        {(known) => <Roles roles={known} />}
      </Reading>
    </Page>
  );
}
