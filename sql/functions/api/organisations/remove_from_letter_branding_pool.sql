create or replace function api.remove_from_letter_branding_pool(
    organisation_id uuid, branding_id uuid
)
    returns void
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    o organisations;
begin
    -- The default must not change in this moment.
    select * into o from organisations as found_one
    where found_one.id = remove_from_letter_branding_pool.organisation_id for share;
    if not found then
        perform api.not_found();
    end if;
    if o.letter_branding_id = remove_from_letter_branding_pool.branding_id then
        perform api.fail(
            400, null, 'You cannot remove an organisation''s default letter branding'
        );
    end if;
    delete from letter_branding_pool as p
    where p.organisation_id = o.id
      and p.letter_branding_id = remove_from_letter_branding_pool.branding_id;
    if not found then
        perform api.fail(404, null, format(
            'Letter branding %s not in %s''s pool',
            remove_from_letter_branding_pool.branding_id, o.name
        ));
    end if;
end
$$;

comment on function api.remove_from_letter_branding_pool is
'Takes a branding of letters out of those that services of an organisation may choose from.
Raises NT404, also when it is not among them; NT400 for the organisation''s default.
Locks: the organisation''s row, shared.';

grant execute on function api.remove_from_letter_branding_pool to postroom_api;
