create or replace function api.save_letter_branding(
    name text, filename text, saved_by_id uuid default null, id uuid default null
)
    returns jsonb
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
#variable_conflict use_column
declare
    b letter_branding;
    fault text;
begin
    if save_letter_branding.id is null then
        insert into letter_branding (name, filename, created_by_id)
        values (
            save_letter_branding.name, save_letter_branding.filename,
            save_letter_branding.saved_by_id
        )
        returning * into b;
    else
        update letter_branding as old
        set name = save_letter_branding.name, filename = save_letter_branding.filename,
            updated_by_id = save_letter_branding.saved_by_id, updated_at = now()
        where old.id = save_letter_branding.id
        returning old.* into b;
        if not found then
            perform api.not_found();
        end if;
    end if;
    return api.describe_letter_branding(b);
exception
    when unique_violation then
        get stacked diagnostics fault = constraint_name;
        fault := substr(fault, length('letter_branding_') + 1);
        -- PostgreSQL names one of both.
        if exists (
            select from letter_branding as other
            where other.filename = save_letter_branding.filename
                and other.id is distinct from save_letter_branding.id
        ) then
            fault := 'filename';
        end if;
        perform api.fail(400, fault, initcap(fault) || ' already in use');
        return null;
end
$$;

comment on function api.save_letter_branding is
'Adds a branding of letters, or changes the one named. Raises NT404; NT400 for a filename or
a name that is taken; of both, it says the first.';

grant execute on function api.save_letter_branding to postroom_api;
