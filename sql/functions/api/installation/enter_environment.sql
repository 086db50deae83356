create or replace function api.enter_environment(environment text)
    returns text
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    known text;
begin
    select i.environment into known from installation as i;
    if known = enter_environment.environment
        or enter_environment.environment = 'development' and known is not null then
        return known;
    end if;

    -- Of two that start together one waits here for the other.
    select i.environment into known from installation as i for update;
    if known is null or known = 'development' then
        if enter_environment.environment <> 'development' then
            update provider_details as p
            set active = false,
                reason = 'No development: the sandbox delivers to nobody',
                created_by_id = null,
                version = p.version + 1,
                updated_at = postroom.now()
            where p.identifier = 'sandbox' and p.active;
        end if;
    elsif enter_environment.environment = 'development' then
        return known;
    end if;
    update installation as i set environment = enter_environment.environment;
    return enter_environment.environment;
end
$$;

comment on function api.enter_environment is
'Notes at a start what the database is for (NOTIFY_ENVIRONMENT), and returns what it is for now. One that
has left development does not go back to it by a start, so that nobody''s laptop makes a playground
of it; ops.set_environment does that.
When it leaves development (or starts outside it) the sandbox is switched off: it carries live messages
only when somebody says so by name then (ops.set_provider).
Locks: the row of the installation, and the sandbox''s of the providers, when something changes.';

grant execute on function api.enter_environment to postroom_api, postroom_worker;
