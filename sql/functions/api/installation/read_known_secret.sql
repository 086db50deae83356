create or replace function api.read_known_secret()
    returns text
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select coalesce(
        (select i.known_secret from installation as i),
        (select k.secret from api_keys as k limit 1),
        (select c.bearer_token from service_callbacks as c limit 1)
    )
$$;

comment on function api.read_known_secret is
'Something that is encrypted under the keys of this database: what api.keep_known_secret has kept, or
else any secret. Whoever starts proves with it that SECRET_KEYS fit. Null where nothing is encrypted.';

grant execute on function api.read_known_secret to postroom_api, postroom_worker;
