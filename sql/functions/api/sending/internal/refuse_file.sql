create or replace function api.refuse_file(remaining bigint, messages bigint)
    returns void
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
begin
    if refuse_file.messages > refuse_file.remaining then
        perform api.fail(
            400, 'BadRequestError',
            format(
                'You only have %s remaining messages before you reach your daily limit.'
                ' You''ve tried to send %s messages.',
                greatest(refuse_file.remaining, 0), refuse_file.messages
            )
        );
    end if;
end
$$;

comment on function api.refuse_file is
'Raises NT400 BadRequestError for more messages than may still be sent today. No limit is null.';
