create or replace function ops.check_server()
    returns table (name text, ok boolean, found text, remedy text)
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select
        'max_locks_per_transaction',
        s.setting::int >= 256,
        s.setting,
        case when s.setting::int < 256 then
            'alter system set max_locks_per_transaction = 256; then restart PostgreSQL: a statement '
            'that meets all partitions of a tree fails with "out of shared memory"'
        end
    from pg_settings as s
    where s.name = 'max_locks_per_transaction'
$$;

comment on function ops.check_server is
'For ops.check: settings of PostgreSQL without which Postroom works only until there are many partitions.';

grant execute on function ops.check_server
to postroom_dba, postroom_worker, postroom_readonly;
