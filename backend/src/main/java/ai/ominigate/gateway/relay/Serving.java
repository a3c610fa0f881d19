package ai.ominigate.gateway.relay;

import ai.ominigate.billing.Hold;
import ai.ominigate.billing.HoldAnswer;
import ai.ominigate.catalog.CancelPolicy;
import ai.ominigate.catalog.Price;
import ai.ominigate.catalog.Provider;
import ai.ominigate.gateway.limit.Admission;
import ai.ominigate.gateway.observe.CallTrace;
import ai.ominigate.gateway.provider.Bridge;
import ai.ominigate.gateway.provider.UpstreamBody;
import ai.ominigate.gateway.provider.UpstreamError;
import ai.ominigate.gateway.provider.UpstreamRefusal;
import ai.ominigate.gateway.route.Route;
import ai.ominigate.gateway.wire.Answer;
import ai.ominigate.gateway.wire.AnswerStream;
import ai.ominigate.gateway.wire.BadRequest;
import ai.ominigate.gateway.wire.ContentRefusal;
import ai.ominigate.gateway.wire.Format;
import ai.ominigate.metering.CallEvent;
import ai.ominigate.metering.EndReason;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An admitted call, from its durable intent to its durable end: tries upstreams, relays the answer, keeps money ahead
 * of it, and bills it once.
 */
final class Serving implements UpstreamCall.Listener, LoopJournal.Waiter {

    private final Exchange exchange;
    private final Relay relay;
    private final Arrival arrival;
    private final AnswerWriter out;
    private final Flow flow;
    private final Wish wish;
    private final Price price;
    private final Admission.Permit permit;
    private final CallMoney money;
    private final Route route;

    private Route.Attempt attempt;
    private Provider provider;
    private Bridge bridge;
    private @Nullable UpstreamCall call;
    private @Nullable AnswerStream stream;
    private Bytes whole;
    private CallTrace.@Nullable Attempt tracing;
    private int upstreamStatus;
    private @Nullable Duration upstreamRetryAfter;
    private boolean intended;
    private boolean ended;
    private @Nullable ContentRefusal refused;
    private Runnable onceDurable = () -> {};

    private boolean draining;
    private long drainUntil;
    private long drained;
    private long progressAt;
    private long firstSentAt;
    private long answeredAt;

    Serving(Exchange exchange, Wish wish, Admission.Permit permit, Hold hold, Route route, Route.Attempt first) {
        this.exchange = exchange;
        this.relay = exchange.relay;
        this.arrival = exchange.arrival;
        this.out = exchange.out;
        this.flow = exchange.flow;
        this.wish = wish;
        this.price = wish.model().price();
        this.permit = permit;
        this.money = new CallMoney(exchange, wish, permit, hold);
        this.route = route;
        this.attempt = first;
        this.provider = first.upstream().provider();
        this.bridge = wish.bridgeTo(provider);
        this.whole = new Bytes(exchange.loop.arrays(), 0);
    }

    // ---- calling upstreams

    void begin() {
        CallEvent.Intent intent = new CallEvent.Intent(
                arrival.id(),
                wish.key().accountId(),
                wish.key().id(),
                wish.model().name(),
                provider.name(),
                price.version(),
                wish.estimate().likelyPrompt(),
                money.lease());
        record(intent, () -> {
            intended = true;
            if (exchange.callerGone()) {
                abandoned();
                end(EndReason.CLIENT_LEFT, Bill.NOTHING, 0, null, () -> {});
            } else {
                callUpstream(attempt);
            }
        });
    }

    private void callUpstream(Route.Attempt next) {
        attempt = next;
        provider = next.upstream().provider();
        bridge = wish.bridgeTo(provider);
        stream = null;
        upstreamStatus = 0;
        tracing = exchange.trace.attempt(
                wish.operation(), provider.name(), next.upstream().model());
        UpstreamBody translated;
        try {
            translated = bridge.body(
                    wish.peek(),
                    wish.body().array(),
                    wish.body().length(),
                    wish.model(),
                    next.upstream(),
                    relay.safetyIdentifiers.of(
                            provider.subprocessor(), wish.key().accountId()));
        } catch (BadRequest e) {
            abandoned();
            tryAnotherDialect(e);
            return;
        }
        UpstreamCall trying = new UpstreamCall(next, () -> request(translated), exchange.loop, relay.settings, this);
        call = trying;
        trying.start();
    }

    /** This upstream's dialect cannot say the request; one further down may speak the caller's own. */
    private void tryAnotherDialect(BadRequest why) {
        Route.Attempt other = route.next();
        if (other == null) {
            giveUp(EndReason.REQUEST_REFUSED, Refusal.malformed(why));
        } else {
            callUpstream(other);
        }
    }

    private ByteBuf request(UpstreamBody body) {
        if (ended) {
            // The array that the request lies in may be another call's by now.
            throw new IllegalStateException("a call that has ended asks no upstream");
        }
        UpstreamRequest request = new UpstreamRequest(
                exchange.channel.alloc(),
                provider.baseUrl().getRawPath() + bridge.path(wish.peek(), attempt.upstream()),
                body);
        request.header("host", UpstreamPool.Origin.of(provider).authority())
                .header("content-type", "application/json")
                .header("accept", wish.peek().stream() ? "text/event-stream" : "application/json")
                .header("user-agent", "OminiGate")
                .header("x-request-id", arrival.requestId());
        String traceparent = tracing == null ? null : tracing.traceparent();
        if (traceparent != null) {
            request.header("traceparent", traceparent);
        }
        bridge.headers(provider, this::callerHeader, request::header);
        return request.toBytes();
    }

    private @Nullable String callerHeader(String name) {
        List<String> values = arrival.headers().getAll(name);
        return values.isEmpty() ? null : String.join(",", values);
    }

    @Override
    public void requestSent() {
        if (firstSentAt == 0) {
            firstSentAt = System.nanoTime();
        }
    }

    @Override
    public void answerHead(HttpResponse head) {
        try {
            takeHead(head);
        } catch (RuntimeException e) {
            exchange.failed(e);
        }
    }

    private void takeHead(HttpResponse head) {
        upstreamStatus = head.status().code();
        upstreamRetryAfter = RetryAfter.of(head.headers(), relay.clock);
        String type = head.headers().get(HttpHeaderNames.CONTENT_TYPE, "");
        boolean fine = upstreamStatus < 300;
        if (fine && wish.peek().stream() && type.startsWith("text/event-stream")) {
            stream = bridge.stream(wish.peek(), wish.model());
            progressAt = System.nanoTime() + relay.settings.progressEvery().toNanos();
        } else {
            whole.clear();
            whole = new Bytes(
                    exchange.loop.arrays(), fine ? relay.settings.maxAnswer() : relay.settings.maxErrorBody());
            whole.expect(HttpUtil.getContentLength(head, -1L));
        }
    }

    // ---- following the answer

    @Override
    public void answerPiece(ByteBuf piece) {
        try {
            take(piece);
        } catch (RuntimeException e) {
            exchange.failed(e);
        }
    }

    private void take(ByteBuf piece) {
        AnswerStream reading = stream;
        if (ended) {
            return; // what follows an answer's own end
        }
        if (reading != null) {
            read(reading, piece);
        } else if (whole.add(piece) != Bytes.Taken.YES && upstreamStatus < 300) {
            stopUpstream();
            tryNext(Trouble.broken(provider.name(), "it is too large"));
        }
    }

    private void read(AnswerStream reading, ByteBuf piece) {
        drained += draining ? piece.readableBytes() : 0;
        byte[] scratch = exchange.loop.scratch();
        try {
            for (int at = piece.readerIndex(), end = piece.writerIndex(); at < end && !ended && reading == stream; ) {
                int length = Math.min(scratch.length, end - at);
                piece.getBytes(at, scratch, 0, length);
                flow.reading(piece, at);
                reading.chunk(scratch, length, flow);
                at += length;
                follow(reading);
            }
            if (reading.contentSent()) {
                wish.body().clear(); // no other upstream may be asked any more
            }
        } catch (AnswerStream.BrokenAnswer e) {
            stopUpstream();
            broke(reading, Trouble.broken(provider.name(), e));
        } finally {
            flow.readingOver();
        }
    }

    /** Looks at where a stream is after each chunk. */
    private void follow(AnswerStream reading) {
        if (reading.upstreamError() != null) {
            stopUpstream();
            broke(reading, Trouble.errorInside(provider.name()));
        } else if (reading.complete()) {
            answered(reading);
        } else if (!draining && money.mustGrow(reading.estimatedOutput())) {
            growMoney(reading);
        }
    }

    @Override
    public void answerPause() {
        if (!exchange.callerGone() && flow.begun()) {
            out.flush();
        }
    }

    @Override
    public void answerEnd() {
        try {
            takeEnd();
        } catch (RuntimeException e) {
            exchange.failed(e);
        }
    }

    private void takeEnd() {
        if (ended) {
            return; // its last event has ended the call already
        }
        AnswerStream reading = stream;
        if (reading != null) {
            endOfStream(reading);
        } else if (upstreamStatus >= 300) {
            refusedByUpstream();
        } else {
            endOfWhole();
        }
    }

    private void endOfStream(AnswerStream reading) {
        try {
            reading.finish(flow);
        } catch (AnswerStream.BrokenAnswer e) {
            broke(reading, Trouble.broken(provider.name(), e));
            return;
        }
        if (reading.upstreamError() != null) {
            broke(reading, Trouble.errorInside(provider.name()));
        } else if (reading.complete()) {
            answered(reading);
        } else {
            broke(reading, Trouble.of(UpstreamCall.Failure.BROKEN, provider.name()));
        }
    }

    private void endOfWhole() {
        try {
            Answer answer = bridge.answer(whole.array(), whole.length(), wish.peek());
            if (answer.error() != null) {
                tryNext(Trouble.errorInside(provider.name()));
            } else if (wish.peek().stream()) {
                tryNext(Trouble.broken(provider.name(), "it is not a stream, as was asked for"));
            } else {
                answered(answer);
            }
        } catch (AnswerStream.BrokenAnswer e) {
            tryNext(Trouble.broken(provider.name(), e));
        }
    }

    private void answered(AnswerStream reading) {
        succeeded();
        refused = reading.refused();
        answeredAt = System.nanoTime();
        Bill bill = billOf(reading);
        end(EndReason.DONE, bill, 200, reading.answerId(), () -> {
            flow.head();
            reading.release(bill.costNanos(), flow);
            out.endStream();
            exchange.over(new Outcome.Answered(), served(EndReason.DONE, bill));
        });
    }

    private void answered(Answer answer) {
        succeeded();
        refused = answer.refused();
        answeredAt = System.nanoTime();
        Bill bill = billOf(answer);
        end(EndReason.DONE, bill, 200, answer.id(), () -> {
            out.whole(200, buffer(answer.body(), answer.length()), Dollars.exact(bill.costNanos()));
            exchange.over(new Outcome.Answered(), served(EndReason.DONE, bill));
        });
    }

    private ByteBuf buffer(byte[] bytes, int length) {
        return exchange.channel.alloc().buffer(length).writeBytes(bytes, 0, length);
    }

    /** By the provider's report; else, if anything was relayed, by estimate; else nothing. */
    private Bill billOf(AnswerStream reading) {
        if (reading.usage() != null && (reading.complete() || reading.usage().completion() > 0)) {
            return Bill.reported(reading.usage(), price);
        }
        // A whole answer may lie in the event that ends it, which is kept back: it counts as relayed too.
        boolean relayed = reading.contentSent() || (reading.complete() && reading.estimatedOutput() > 0);
        return relayed ? estimated(reading) : Bill.NOTHING;
    }

    private Bill billOf(Answer answer) {
        if (answer.usage() != null) {
            return Bill.reported(answer.usage(), price);
        }
        // Embeddings have no output: what was answered was used.
        return answer.estimatedOutput() > 0 || wish.format() == Format.OPENAI_EMBEDDINGS
                ? Bill.estimated(null, wish.estimate().likelyPrompt(), answer.estimatedOutput(), price)
                : Bill.NOTHING;
    }

    private Bill estimated(@Nullable AnswerStream reading) {
        return Bill.estimated(
                reading == null ? null : reading.promptUsage(),
                wish.estimate().likelyPrompt(),
                reading == null ? 0 : reading.estimatedOutput(),
                price);
    }

    // ---- when an upstream fails

    private void refusedByUpstream() {
        UpstreamRefusal refusal = UpstreamRefusal.read(upstreamStatus, whole.array(), whole.length());
        refused = refusal.content();
        if (!refusal.fault().isCallers()) {
            Duration retryAfter = upstreamRetryAfter == null ? refusal.retryAfter() : upstreamRetryAfter;
            tryNext(Trouble.of(refusal, provider.name(), retryAfter));
            return;
        }
        succeeded();
        if (out.headSent()) {
            // Comments have told the caller 200 already; the status of the refusal has to be told inside the stream.
            String message = "The provider (" + provider.name() + ") refused the call with status " + upstreamStatus
                    + ". Nothing was charged.";
            giveUp(EndReason.REQUEST_REFUSED, Refusal.upstreamError(message));
            return;
        }
        answeredAt = System.nanoTime();
        UpstreamError error = bridge.error(upstreamStatus, whole.array(), whole.length(), arrival.requestId());
        end(EndReason.REQUEST_REFUSED, Bill.NOTHING, error.status(), null, () -> {
            out.whole(error.status(), buffer(error.body(), error.body().length), null);
            exchange.over(new Outcome.UpstreamRefused(error.status()), served(EndReason.REQUEST_REFUSED, Bill.NOTHING));
        });
    }

    @Override
    public void answerFailed(UpstreamCall.Failure failure) {
        try {
            takeFailure(failure);
        } catch (RuntimeException e) {
            exchange.failed(e);
        }
    }

    private void takeFailure(UpstreamCall.Failure failure) {
        if (ended) {
            return;
        }
        Trouble trouble = Trouble.of(failure, provider.name());
        AnswerStream reading = stream;
        if (reading != null) {
            broke(reading, trouble);
        } else {
            tryNext(trouble);
        }
    }

    /** A stream broke: before its first content, another upstream may do it; after it, never. */
    private void broke(AnswerStream broken, Trouble trouble) {
        if (!broken.contentSent()) {
            tryNext(trouble);
            return;
        }
        failed(trouble);
        answeredAt = System.nanoTime();
        cutOff(trouble.reason(), trouble.refusal(), broken);
    }

    private void cutOff(EndReason reason, Refusal told, AnswerStream broken) {
        Bill bill = reason == EndReason.BALANCE_EXHAUSTED ? billOf(broken).within(money.held(), price) : billOf(broken);
        end(reason, bill, 200, broken.answerId(), () -> {
            broken.fail(told.code(), told.messageAfterCharge(bill.costNanos()), flow);
            out.endStream();
            exchange.over(new Outcome.CutOff(reason), served(reason, bill));
        });
    }

    /** A try came to nothing, and nothing of it has reached the caller. */
    private void tryNext(Trouble trouble) {
        Route.Attempt failed = attempt;
        failed(trouble);
        stream = null;
        call = null;
        if (exchange.callerGone()) {
            end(EndReason.CLIENT_LEFT, Bill.NOTHING, 0, null, () -> {});
            return;
        }
        Route.Attempt next = route.next();
        if (next != null) {
            callUpstream(next);
            return;
        }
        OptionalLong pause = trouble.worthRepeating() ? route.backOff(trouble.retryAfter()) : OptionalLong.empty();
        if (pause.isEmpty()) {
            giveUp(trouble.reason(), trouble.refusal());
        } else {
            exchange.channel
                    .eventLoop()
                    .schedule(() -> tryAgain(failed, trouble), pause.getAsLong(), TimeUnit.NANOSECONDS);
        }
    }

    private void tryAgain(Route.Attempt failed, Trouble trouble) {
        if (ended) {
            return; // the caller left, or the node stops
        }
        Route.Attempt again = route.again(failed.upstream());
        if (again == null) {
            giveUp(trouble.reason(), trouble.refusal());
        } else {
            callUpstream(again);
        }
    }

    private void giveUp(EndReason reason, Refusal told) {
        answeredAt = System.nanoTime();
        if (out.headSent()) {
            // Keep-alive comments have told the caller 200 already; the rest has to be told inside the stream.
            cutOff(reason, told, bridge.stream(wish.peek(), wish.model()));
            return;
        }
        end(reason, Bill.NOTHING, told.status(), null, () -> {
            out.refuse(told, true);
            exchange.over(new Outcome.Refused(told), served(reason, Bill.NOTHING));
        });
    }

    private void succeeded() {
        attempt.succeeded();
        traceEnded(null);
    }

    private void failed(Trouble trouble) {
        attempt.failed();
        traceEnded(trouble.reason().name().toLowerCase(Locale.ROOT));
    }

    private void abandoned() {
        attempt.abandoned();
        traceEnded("abandoned");
    }

    private void traceEnded(@Nullable String failure) {
        if (tracing != null) {
            tracing.ended(upstreamStatus, failure);
            tracing = null;
        }
    }

    // ---- money while a stream runs

    private void growMoney(AnswerStream reading) {
        switch (money.grow(reading.estimatedOutput(), this::moneyGrown)) {
            case GROWN -> {}
            case ASKED_FOR -> {}
            case AWAITED -> reading(false);
            case EXHAUSTED -> {
                stopUpstream();
                succeeded();
                answeredAt = System.nanoTime();
                cutOff(EndReason.BALANCE_EXHAUSTED, Refusal.outgrewBalance(), reading);
            }
        }
    }

    private void moneyGrown(HoldAnswer answer) {
        money.grown(answer, ended);
        if (!ended) {
            reading(exchange.callerGone() || exchange.channel.isWritable());
        }
    }

    private void reading(boolean on) {
        if (call != null) {
            call.reading(on);
        }
    }

    private void stopUpstream() {
        if (call != null) {
            call.close();
        }
    }

    // ---- the caller

    void callerWritable(boolean writable) {
        if (!ended && !money.awaited()) {
            reading(writable);
        }
    }

    void callerLeft() {
        UpstreamCall running = call;
        if (ended || !intended) {
            return; // the intent is on its way to the disk, and its return ends the call
        }
        if (running == null || running.over()) {
            leave(); // between two tries
            return;
        }
        if (running.sent()
                && provider.cancelPolicy() == CancelPolicy.DRAIN_TO_USAGE
                && exchange.loop.drains < relay.settings.drainsAtOnce()) {
            draining = true;
            exchange.loop.drains++;
            drainUntil = System.nanoTime() + relay.settings.drainTimeout().toNanos();
            running.sendNoMore();
            running.reading(true);
            return;
        }
        abandoned();
        leave();
    }

    private void leave() {
        stopUpstream();
        answeredAt = System.nanoTime();
        AnswerStream reading = stream;
        Bill bill;
        if (reading != null && reading.usage() != null && reading.usage().completion() > 0) {
            bill = billOf(reading);
        } else {
            // A provider that never got the request has read no prompt.
            bill = call == null || !call.sent() ? Bill.NOTHING : estimated(reading);
        }
        end(EndReason.CLIENT_LEFT, bill, out.status(), reading == null ? null : reading.answerId(), () -> {});
    }

    // ---- time

    void tick(long now) {
        UpstreamCall running = call;
        if (ended || running == null || running.over()) {
            return;
        }
        boolean tooLong =
                now - arrival.startNanos() > relay.settings.totalTimeout().toNanos();
        if (draining && (now - drainUntil > 0 || drained > relay.settings.drainBytes())) {
            abandoned();
            leave();
        } else if (tooLong || relay.shutdown.cutting()) {
            stop(tooLong);
        } else if (stream != null) {
            tellProgress(stream, now);
            keepCallerAlive(now);
        }
    }

    private void tellProgress(AnswerStream reading, long now) {
        if (now - progressAt > 0) {
            progressAt = now + relay.settings.progressEvery().toNanos();
            relay.journal.append(
                    new CallEvent.Progress(arrival.id(), estimated(reading).tokens()));
        }
    }

    private void keepCallerAlive(long now) {
        long since = Math.max(out.lastWriteAt(), firstSentAt);
        if (!exchange.callerGone() && now - since > relay.settings.keepAlive().toNanos()) {
            flow.head();
            out.keepAliveComment();
        }
    }

    private void stop(boolean tooLong) {
        EndReason reason = tooLong ? EndReason.UPSTREAM_TIMEOUT : EndReason.GATEWAY_ENDED;
        Refusal told = tooLong ? Refusal.tookTooLong() : Refusal.stoppedMidway();
        AnswerStream reading = stream;
        stopUpstream();
        abandoned();
        answeredAt = System.nanoTime();
        if (reading != null && flow.begun()) {
            cutOff(reason, told, reading);
        } else {
            giveUp(reason, told);
        }
    }

    // ---- the end

    /** Settles the call, makes its end durable, and only then lets its last bytes go. Happens once. */
    private void end(EndReason reason, Bill bill, int status, @Nullable String answerId, Runnable lastBytes) {
        if (ended) {
            throw new IllegalStateException("a call ends once");
        }
        ended = true;
        if (draining) {
            exchange.loop.drains--;
        }
        if (call != null) {
            call.answered();
        }
        EndReason told = exchange.callerGone() && reason != EndReason.GATEWAY_ENDED ? EndReason.CLIENT_LEFT : reason;
        long tokens = bill.tokens().prompt() + bill.tokens().completion();
        record(event(told, bill, status, answerId), () -> {
            // Not before: only now does the key's spending know of it.
            permit.close(tokens, bill.costNanos());
            if (exchange.callerGone()) {
                exchange.over(new Outcome.CallerLeft(), served(told, bill));
            } else {
                lastBytes.run();
            }
            whole.clear();
        });
        money.settle(bill.costNanos());
        if (bill.tokens().completion() > 0) {
            relay.habits.learn(
                    wish.key().id(),
                    wish.model().name(),
                    bill.tokens().completion() / wish.peek().choices());
        }
    }

    private CallEvent.Final event(EndReason reason, Bill bill, int status, @Nullable String answerId) {
        long micros = (System.nanoTime() - arrival.startNanos()) / 1_000;
        return new CallEvent.Final(
                arrival.id(),
                wish.key().accountId(),
                wish.key().id(),
                wish.model().name(),
                provider.name(),
                price.version(),
                money.lease(),
                bill.tokens(),
                bill.estimated(),
                bill.costNanos(),
                micros,
                firstByteMicros(micros),
                status,
                reason,
                answerId);
    }

    /** An answer that is not streamed begins when it is whole and its end is durable, which is now. */
    private long firstByteMicros(long whole) {
        if (out.firstByteAt() != 0) {
            return (out.firstByteAt() - arrival.startNanos()) / 1_000;
        }
        return exchange.callerGone() ? 0 : whole;
    }

    private Served served(EndReason reason, Bill bill) {
        long before = firstSentAt == 0 ? 0 : firstSentAt - exchange.admittedAt();
        long after = answeredAt == 0 ? 0 : System.nanoTime() - answeredAt;
        return new Served(
                wish,
                provider.name(),
                attempt.upstream().model(),
                reason,
                bill,
                refused,
                before + after,
                route.attempts());
    }

    /** Records an event and goes on once it is durable. One at a time. */
    private void record(CallEvent event, Runnable then) {
        onceDurable = then;
        exchange.loop.journal().append(event, this);
    }

    @Override
    public void durable() {
        try {
            onceDurable.run();
        } catch (RuntimeException e) {
            exchange.failed(e);
        }
    }

    /** A step of this call met something that no code expected: it ends here, for nothing. */
    void failed() {
        stopUpstream();
        if (ended) {
            // Its end is recorded or on its way; what was to be sent of it cannot be.
            if (!exchange.callerGone()) {
                out.cut();
            }
            exchange.over(new Outcome.CutOff(EndReason.GATEWAY_ENDED), served(EndReason.GATEWAY_ENDED, Bill.NOTHING));
            return;
        }
        abandoned();
        giveUp(EndReason.GATEWAY_ENDED, Refusal.internal());
    }

    /** The disk failed under this call: what cannot be recorded is not served. The node is stopping. */
    @Override
    public void journalFailed() {
        stopUpstream();
        ended = true;
        traceEnded("abandoned");
        permit.close(0, 0);
        if (!exchange.callerGone()) {
            out.cut();
        }
        exchange.over(new Outcome.CutOff(EndReason.GATEWAY_ENDED), served(EndReason.GATEWAY_ENDED, Bill.NOTHING));
    }
}
