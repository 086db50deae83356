create or replace function api.check_template_type(
    service_id uuid, template_type text, doing text
)
    returns void
    language plpgsql
    stable
    set search_path = pg_catalog, postroom, pg_temp
as $$
begin
    if exists (
        select from services as s
        where s.id = check_template_type.service_id
          and not check_template_type.template_type = any(s.permissions)
    ) then
        perform api.fail(403, 'template_type', format(
            '%s %s templates is not allowed',
            check_template_type.doing,
            case check_template_type.template_type
                when 'sms' then 'text message' else check_template_type.template_type
            end
        ));
    end if;
end
$$;

comment on function api.check_template_type is
'Raises NT403 when the service does not send messages of this type; null is fine.';
