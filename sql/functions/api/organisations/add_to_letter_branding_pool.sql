create or replace function api.add_to_letter_branding_pool(
    organisation_id uuid, branding_ids uuid[]
)
    returns void
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
begin
    perform api.read_organisation(add_to_letter_branding_pool.organisation_id);
    if exists (
        select from unnest(add_to_letter_branding_pool.branding_ids) as given (id)
        left join letter_branding as b on b.id = given.id
        where b.id is null
    ) then
        perform api.not_found();
    end if;
    insert into letter_branding_pool (organisation_id, letter_branding_id)
    select distinct add_to_letter_branding_pool.organisation_id, given.id
    from unnest(add_to_letter_branding_pool.branding_ids) as given (id)
    on conflict do nothing;
end
$$;

comment on function api.add_to_letter_branding_pool is
'Lets services of an organisation choose these brandings of letters too. Safe to repeat.
Raises NT404, and then adds none.';

grant execute on function api.add_to_letter_branding_pool to postroom_api;
