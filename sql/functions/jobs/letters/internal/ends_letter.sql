create or replace function jobs.ends_letter(outcome text, attempts int)
    returns boolean
    language sql
    immutable
    parallel safe
as $$
    select case outcome
        when 'retry' then attempts >= jobs.last_letter_attempt()
        when 'incomplete' then attempts >= 4
        else true
    end
$$;

comment on function jobs.ends_letter is
'Whether this outcome of so many attempts at a letter''s PDF is its last (jobs.record_letters). It is written
into the statements that use it, hence without a search_path.';
