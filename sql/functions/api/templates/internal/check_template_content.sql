create or replace function api.check_template_content(template jsonb, faults jsonb)
    returns void
    language plpgsql
    immutable
    set search_path = pg_catalog, pg_temp
as $$
declare
    kind text := check_template_content.template ->> 'template_type';
begin
    if jsonb_array_length(check_template_content.faults) > 0 then
        perform api.fail(400, 'content', check_template_content.faults ->> 0);
    end if;
    if kind <> 'email' and (check_template_content.template ->> 'has_unsubscribe_link')::boolean
    then
        perform api.fail(400, 'has_unsubscribe_link', 'Only emails have an unsubscribe link');
    end if;
    if kind <> 'letter'
        and coalesce(check_template_content.template ->> 'letter_languages', '') <> ''
    then
        perform api.fail(400, 'letter_languages', 'Only letters have languages');
    end if;
    if kind <> 'sms' and check_template_content.template ->> 'subject' !~ '[^[:space:]]' then
        perform api.fail(400, 'subject', 'Invalid template subject');
    end if;
end
$$;

comment on function api.check_template_content is
'Raises NT400 for a template that could never be sent: for the first of the faults of its content,
for what its type does not have, for an empty subject.';
