create or replace function api.pass_on_to_services(o postroom.organisations, changed text[])
    returns void
    language plpgsql
    set search_path = pg_catalog, postroom, pg_temp
as $$
begin
    -- In one order, so that two who change the same services cannot wait for one another.
    perform from services as s where s.organisation_id = (o).id order by s.id for update;
    update services as s
    set organisation_type = case
            when 'organisation_type' = any(changed) then (o).organisation_type
            else s.organisation_type
        end,
        crown = case when 'crown' = any(changed) then (o).crown else s.crown end,
        email_branding_id = case
            when 'email_branding_id' = any(changed)
                then coalesce(s.email_branding_id, (o).email_branding_id)
            else s.email_branding_id
        end,
        letter_branding_id = case
            when 'letter_branding_id' = any(changed)
                then coalesce(s.letter_branding_id, (o).letter_branding_id)
            else s.letter_branding_id
        end,
        version = s.version + 1,
        updated_at = now()
    where s.organisation_id = (o).id
      and (
          changed && '{organisation_type,crown}'
          or 'email_branding_id' = any(changed)
          and s.email_branding_id is null and (o).email_branding_id is not null
          or 'letter_branding_id' = any(changed)
          and s.letter_branding_id is null and (o).letter_branding_id is not null
      );
    if 'organisation_type' = any(changed) then
        perform api.set_default_allowances(
            array(select s.id from services as s where s.organisation_id = (o).id),
            api.financial_year(today())
        );
    end if;
end
$$;

comment on function api.pass_on_to_services is
'Gives services what has changed of their organisation: its type, with this year''s allowance that
comes with it, and whether it is the Crown''s, always; a branding where a service has none. Each
service that changes has a new version. Locks: the services'' rows.';
