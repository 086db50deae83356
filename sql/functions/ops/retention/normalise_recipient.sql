create or replace function ops.normalise_recipient(recipient text)
    returns text
    language sql
    immutable
    set search_path = pg_catalog, pg_temp
as $$
    select case
        when normalise_recipient.recipient like '%@%'
            then lower(btrim(normalise_recipient.recipient))
        else regexp_replace(
            regexp_replace(
                regexp_replace(normalise_recipient.recipient, '\D', '', 'g'), '^00', ''
            ),
            '^0', '44'
        )
    end
$$;

comment on function ops.normalise_recipient is
'A recipient as it is compared: an email address in lower case, a phone number in digits with
country code (a leading 0 is taken for a UK number).';

grant execute on function ops.normalise_recipient to postroom_dba;
