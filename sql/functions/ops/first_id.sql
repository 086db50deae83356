create or replace function ops.first_id(at timestamptz)
    returns uuid
    language sql
    immutable
    strict
    set search_path = pg_catalog, pg_temp
as $$
    select encode(
        overlay(
            decode(repeat('00', 16), 'hex')
            placing substr(int8send(floor(extract(epoch from first_id.at) * 1000)::bigint), 3)
            from 1
        ),
        'hex'
    )::uuid
$$;

comment on function ops.first_id is
'The least id that a message created at this moment or later can have: a bound for scans by id.';

grant execute on function ops.first_id to postroom_dba;
