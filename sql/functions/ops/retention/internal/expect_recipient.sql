create or replace function ops.expect_recipient(recipient text)
    returns void
    language plpgsql
    immutable
    set search_path = pg_catalog, pg_temp
as $$
begin
    -- Senders of received messages may be words.
    if coalesce(expect_recipient.recipient, '') !~ '[[:alnum:]]' then
        raise exception 'the recipient is missing' using
            errcode = 'invalid_parameter_value',
            hint = 'A phone number in any spelling, or an email address.';
    end if;
end
$$;

comment on function ops.expect_recipient is
'Raises invalid_parameter_value for a recipient that is null or has neither letters nor digits.
Internal: what checks the arguments of functions for operators.';
