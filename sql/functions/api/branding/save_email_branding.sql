create or replace function api.save_email_branding(details jsonb, id uuid default null)
    returns jsonb
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    b email_branding;
begin
    if save_email_branding.id is not null then
        select * into b from email_branding as old where old.id = save_email_branding.id for update;
        if not found then
            perform api.not_found();
        end if;
    end if;
    b := jsonb_populate_record(b, save_email_branding.details);
    if num_nonnulls(b.text, b.alt_text) <> 1 then
        perform api.fail(
            400, null, 'Email branding must have exactly one of alt_text and text.'
        );
    end if;
    if save_email_branding.id is null then
        insert into email_branding (
            name, brand_type, colour, logo, text, alt_text, created_by_id
        ) values (
            b.name, coalesce(b.brand_type, 'org'), b.colour, b.logo, b.text, b.alt_text,
            b.created_by_id
        )
        returning * into b;
    elsif save_email_branding.details <> '{}' then
        update email_branding as old
        set name = b.name, brand_type = b.brand_type, colour = b.colour, logo = b.logo,
            text = b.text, alt_text = b.alt_text, updated_by_id = b.updated_by_id,
            updated_at = now()
        where old.id = b.id
        returning old.* into b;
    end if;
    return api.describe_email_branding(b);
exception
    when unique_violation then
        perform api.fail(400, 'name', 'An email branding with that name already exists.');
        return null;
end
$$;

comment on function api.save_email_branding is
'Adds a branding of emails with these columns, which the caller has checked, or sets the columns of
the one named. Raises NT404; NT400 for a name that is taken and unless it has one text.
Locks: the branding''s row.';

grant execute on function api.save_email_branding to postroom_api;
