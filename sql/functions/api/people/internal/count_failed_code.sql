create or replace function api.count_failed_code(user_id uuid, code_type text)
    returns void
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    met bigint;
begin
    perform api.count_failed_login(count_failed_code.user_id);
    -- Every code that the guess could have met.
    update verify_codes as v
    set failed_guesses = v.failed_guesses + 1
    where v.user_id = count_failed_code.user_id
      and v.code_type = count_failed_code.code_type
      and not v.used and v.expires_at > postroom.now();
    get diagnostics met = row_count;
    update users as u
    set failed_code_count = greatest(met, 1)
            + case when f.last then u.failed_code_count else 0 end,
        failed_codes_since = case when f.last then u.failed_codes_since else postroom.now() end
    from (
        select p.id, coalesce(p.failed_codes_since > postroom.now() - interval '1 day', false)
        from users as p
        where p.id = count_failed_code.user_id
    ) as f (id, last)
    where u.id = f.id;
end
$$;

comment on function api.count_failed_code is
'Counts a guess at a sign-in code: as a failed login, for each code that still worked, and for the
person as many times as there were such codes, so that having more of them sent gives no better
chance. The person''s guesses are forgotten a day after the first of them. Raises NT404.';
