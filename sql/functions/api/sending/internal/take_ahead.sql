create or replace function api.take_ahead(
    service_id uuid, key_type text, rate_limit int, wanted int
)
    returns table (at_once int, first_wait interval, each_wait interval)
    language plpgsql
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    bucket token_buckets := api.refill_bucket(
        take_ahead.service_id, take_ahead.key_type, take_ahead.rate_limit
    );
begin
    each_wait := interval '60 seconds' / greatest(take_ahead.rate_limit, 1);
    at_once := least(greatest(bucket.tokens - 1, 0), take_ahead.wanted);
    -- The first that waits does so for the next token, after those that have been promised already.
    first_wait := greatest(2 - bucket.tokens, 1) * each_wait - (clock_timestamp() - bucket.refilled_at);
    update token_buckets as b
    set tokens = bucket.tokens - take_ahead.wanted, refilled_at = bucket.refilled_at
    where b.service_id = take_ahead.service_id and b.key_type = take_ahead.key_type;
    return next;
end
$$;

comment on function api.take_ahead is
'Takes tokens from the per-minute bucket of a service with a pace, also those that have not come yet:
so many messages may go at once, the next after first_wait, and each other after the one before.
Internal: api.accept_messages.
Locks: the bucket''s row, until the messages are stored.';
