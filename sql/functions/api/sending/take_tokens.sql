create or replace function api.take_tokens(
    service_id uuid, key_type text, rate_limit int, wanted int
)
    returns int
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
    -- Losing the last taken tokens in a crash loses nothing: the table is unlogged anyway.
    set synchronous_commit = off
as $$
declare
    capacity int := least(ceil(take_tokens.rate_limit / 3.0) + 1, 1000);
    per_second numeric := take_tokens.rate_limit / 60.0;
    bucket token_buckets;
    refill int;
    granted int;
begin
    insert into token_buckets as b (service_id, key_type, tokens, refilled_at)
    values (take_tokens.service_id, take_tokens.key_type, capacity, clock_timestamp())
    on conflict on constraint token_buckets_pkey do update set tokens = b.tokens
    returning * into bucket;
    -- The clock may have been ahead, and without this nobody would get a token until then.
    bucket.refilled_at := least(bucket.refilled_at, clock_timestamp());

    -- Whole tokens only; the fraction stays in refilled_at.
    refill := least(
        floor(extract(epoch from clock_timestamp() - bucket.refilled_at) * per_second), capacity
    );
    if bucket.tokens + refill >= capacity then
        bucket.tokens := capacity;
        bucket.refilled_at := clock_timestamp();
    elsif refill > 0 then
        bucket.tokens := bucket.tokens + refill;
        bucket.refilled_at := bucket.refilled_at + refill / per_second * interval '1 second';
    end if;

    -- A request passes when a token is left after its own; one that does not still takes.
    granted := greatest(least(take_tokens.wanted, bucket.tokens - 1), 0);
    update token_buckets as b
    set tokens = greatest(bucket.tokens - greatest(granted, 1), 0),
        refilled_at = bucket.refilled_at
    where b.service_id = take_tokens.service_id and b.key_type = take_tokens.key_type;
    return granted;
end
$$;

comment on function api.take_tokens is
'Takes up to "wanted" tokens from the per-minute bucket of a service and key type, and says
how many requests may pass for them: 0 means over the limit. A bucket holds a third of the
minute''s rate and one more, at most 1000, and refills evenly.
Locks: the bucket''s row, for this one short transaction.';

grant execute on function api.take_tokens to postroom_api;
