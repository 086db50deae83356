create or replace function api.refill_bucket(service_id uuid, key_type text, rate_limit int)
    returns postroom.token_buckets
    language plpgsql
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    capacity int := least(ceil(refill_bucket.rate_limit / 3.0) + 1, 1000);
    per_second numeric := refill_bucket.rate_limit / 60.0;
    bucket token_buckets;
    refill int;
begin
    insert into token_buckets as b (service_id, key_type, tokens, refilled_at)
    values (refill_bucket.service_id, refill_bucket.key_type, capacity, clock_timestamp())
    on conflict on constraint token_buckets_pkey do update set tokens = b.tokens
    returning * into bucket;
    -- The clock may have been ahead, and without this nobody would get a token until then.
    bucket.refilled_at := least(bucket.refilled_at, clock_timestamp());

    -- Whole tokens only; the fraction stays in refilled_at.
    refill := least(
        floor(extract(epoch from clock_timestamp() - bucket.refilled_at) * per_second),
        capacity - bucket.tokens
    );
    if bucket.tokens + refill >= capacity then
        bucket.tokens := capacity;
        bucket.refilled_at := clock_timestamp();
    elsif refill > 0 then
        bucket.tokens := bucket.tokens + refill;
        bucket.refilled_at := bucket.refilled_at + refill / per_second * interval '1 second';
    end if;
    return bucket;
end
$$;

comment on function api.refill_bucket is
'The per-minute bucket of a service and key type with the tokens that it has by now; whoever takes some
writes it back. It holds a third of the minute''s rate and one more, at most 1000, and refills evenly.
Fewer than none are what a service with a pace has taken beforehand (api.take_ahead).
Locks: the bucket''s row.';
