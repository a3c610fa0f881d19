package ai.ominigate.gateway.relay;

import ai.ominigate.abuse.decision.Ruling;
import ai.ominigate.abuse.decision.Throttle;
import ai.ominigate.accounts.ApiKey;
import ai.ominigate.billing.Hold;
import ai.ominigate.billing.HoldAnswer;
import ai.ominigate.gateway.limit.Admission;
import ai.ominigate.gateway.observe.CallTrace;
import ai.ominigate.gateway.route.Route;
import ai.ominigate.gateway.wire.BadRequest;
import ai.ominigate.gateway.wire.Format;
import ai.ominigate.gateway.wire.RequestPeek;
import ai.ominigate.gateway.wire.RequestReader;
import ai.ominigate.platform.UuidV7;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One call, from the head of its request to the last byte of its answer: reads the request, and has it admitted and its
 * money held; {@link Serving} does the rest. Lives on the event loop of its caller's connection and is touched by no
 * other thread; what completes elsewhere comes back by {@link #onLoop}.
 *
 * <p>The order that makes billing safe: money held, intent durable, upstream called, end durable, last byte sent.
 */
final class Exchange extends Watched {

    /** Where a call is. Only moves forward. */
    private enum Stage {
        REQUEST,
        ADMISSION,
        SERVING,
        OVER
    }

    /** A body that is not wanted is still read, up to here, so that the connection can serve the next call. */
    private static final int UNWANTED_BODY = 64 * 1024;

    final Relay relay;
    final Channel channel;
    final LoopState loop;
    final Arrival arrival;
    final AnswerWriter out;
    final Flow flow;
    final CallTrace trace;
    private final Bytes body;
    private Stage stage = Stage.REQUEST;
    private boolean callerGone;
    private boolean bodyWhole;
    private long heardFromCaller;
    private long received;
    private long admittedAt;
    private @Nullable Refusal refusal;
    private @Nullable ApiKey key;
    private @Nullable Serving serving;

    Exchange(Relay relay, CallerConnection caller, Channel channel, HttpRequest request, @Nullable Refusal problem) {
        this.relay = relay;
        this.channel = channel;
        this.loop = relay.loops.of(channel.eventLoop());
        Instant now = relay.clock.instant();
        this.arrival = Arrival.of(
                request,
                UuidV7.at(now),
                now,
                relay.clientAddress.of(channel.remoteAddress(), request.headers()::getAll),
                problem);
        this.out = new AnswerWriter(caller, arrival);
        this.flow = new Flow(channel, out);
        this.trace = relay.observer.started(request.headers().get("traceparent"));
        this.body = new Bytes(loop.arrays(), relay.settings.maxRequest(), relay.bodyMemory);
        this.heardFromCaller = arrival.startNanos();
    }

    // ---- the request

    void begin(HttpRequest request) {
        relay.shutdown.opened();
        loop.watch(this);
        switch (relay.door.enter(arrival)) {
            case Door.Entry.Open open -> key = open.key();
            case Door.Entry.Shut shut -> {
                key = shut.key();
                refusal = shut.refusal();
            }
        }
        if (refusal != null) {
            boolean small = arrival.problem() == null
                    && (arrival.contentLength() >= 0
                            ? arrival.contentLength() <= UNWANTED_BODY
                            : !arrival.chunkedRequest());
            if (!small || HttpUtil.is100ContinueExpected(request)) {
                refuse(refusal);
            }
            return;
        }
        body.expect(arrival.contentLength());
        if (HttpUtil.is100ContinueExpected(request)) {
            out.goOn();
        }
    }

    void body(ByteBuf piece) {
        if (stage != Stage.REQUEST) {
            return;
        }
        heardFromCaller = System.nanoTime();
        received += piece.readableBytes();
        if (refusal != null) {
            return;
        }
        switch (body.add(piece)) {
            case YES -> {}
            case TOO_LARGE -> refuse(Refusal.bodyTooLarge(relay.settings.maxRequest()));
            case NO_MEMORY -> refuse(Refusal.noMemory());
        }
    }

    void bodyComplete() {
        if (stage != Stage.REQUEST) {
            return;
        }
        bodyWhole = true;
        if (refusal != null) {
            refuse(refusal);
            return;
        }
        try {
            admit();
        } catch (RuntimeException e) {
            failed(e);
        }
    }

    void requestBroken() {
        if (stage == Stage.REQUEST) {
            refuse(Refusal.malformed("The body of this request is not valid HTTP.", null));
        }
    }

    // ---- admission

    private void admit() {
        stage = Stage.ADMISSION;
        admittedAt = System.nanoTime();
        ApiKey caller = key;
        Format format = arrival.format();
        if (caller == null || format == null) {
            throw new IllegalStateException("a call is admitted only through the door");
        }
        Refusal closed = relay.door.closedForNow();
        if (closed != null) {
            refuse(closed);
        } else if (relay.enforcement.isBehind(admittedAt)) {
            onLoop(relay.enforcement.caughtUpSoon(), caughtUp -> admitLate(caughtUp, format));
        } else {
            judgeWith(true, caller, format);
        }
    }

    /** A key may have been revoked while this node stood still. */
    private void admitLate(boolean upToDate, Format format) {
        ApiKey now = relay.door.keyOf(arrival);
        if (now == null) {
            refuse(Refusal.unknownKey());
        } else if (now.accountSuspended()) {
            refuse(Refusal.accountSuspended());
        } else {
            key = now;
            judgeWith(upToDate, now, format);
        }
    }

    /** A decision may have been made while the body arrived, or while this node stood still. */
    private void judgeWith(boolean upToDate, ApiKey caller, Format format) {
        Refusal judged = upToDate
                ? relay.door.judge(arrival, caller, relay.clock.millis())
                : Refusal.overloaded(
                        "This node stood still and has to catch up first. Try again in a moment.",
                        Duration.ofSeconds(1));
        if (judged != null) {
            refuse(judged);
        } else {
            choose(caller, format);
        }
    }

    private void choose(ApiKey caller, Format format) {
        RequestPeek peek;
        try {
            peek = RequestReader.read(format, body.array(), body.length());
        } catch (BadRequest e) {
            refuse(Refusal.malformed(e));
            return;
        }
        switch (relay.door.choose(arrival, caller, peek.model())) {
            case Door.Choice.Missed missed -> refuse(missed.refusal());
            case Door.Choice.Chosen chosen -> askLimits(new Wish(caller, format, peek, chosen.model(), body, relay));
        }
    }

    private void askLimits(Wish wish) {
        ApiKey caller = wish.key();
        long now = relay.clock.millis();
        Ruling ruling = relay.enforcement.throttle(arrival.address(), caller.id(), caller.accountId(), now);
        Throttle all = ruling == null ? null : ruling.throttle();
        if (ruling == null || all == null) {
            askLimits(wish, null);
            return;
        }
        Throttle throttle = all.shareOf(relay.liveNodes.count());
        switch (relay.throttles.admit(
                ruling.decision(),
                throttle.requestsPerSecond(),
                throttle.nanosPerHour(),
                wish.ceiling(wish.estimate()))) {
            case Admission.Granted granted -> askLimits(wish, granted.permit());
            case Admission.Denied denied -> {
                ruling.hit(now);
                refuse(Refusal.slowedDown(denied.message(), denied.retryAfter()));
            }
            case Admission.OverSpendingLimit over -> refuse(Refusal.insufficientBalance(over.message()));
        }
    }

    /** @param slowed the permit of a throttle; null where nobody is slowed down */
    private void askLimits(Wish wish, Admission.@Nullable Permit slowed) {
        Estimate estimate = wish.estimate();
        onLoop(
                relay.limits.admit(wish.key(), estimate.prompt() + estimate.output(), wish.ceiling(estimate)),
                admission -> admitted(wish, slowed, admission));
    }

    private void admitted(Wish wish, Admission.@Nullable Permit slowed, Admission admission) {
        out.standing(admission.standing());
        switch (admission) {
            case Admission.Granted granted -> {
                Admission.Permit permit =
                        slowed == null ? granted.permit() : granted.permit().and(slowed);
                if (callerGone) {
                    leave(permit, null);
                } else {
                    holdMoney(wish, permit);
                }
            }
            case Admission.Denied denied -> {
                giveBack(slowed);
                refuse(Refusal.rateLimited(denied.message(), denied.retryAfter()));
            }
            case Admission.OverSpendingLimit over -> {
                giveBack(slowed);
                refuse(Refusal.insufficientBalance(over.message()));
            }
        }
    }

    private static void giveBack(Admission.@Nullable Permit slowed) {
        if (slowed != null) {
            slowed.close(0, 0);
        }
    }

    private void holdMoney(Wish wish, Admission.Permit permit) {
        long nanos = wish.ceiling(wish.estimate());
        UUID account = wish.key().accountId();
        Hold hold = relay.holds.tryHold(account, nanos);
        if (hold != null) {
            serve(wish, permit, hold);
        } else {
            onLoop(relay.holds.hold(account, nanos), answer -> held(wish, permit, answer));
        }
    }

    private void held(Wish wish, Admission.Permit permit, HoldAnswer answer) {
        switch (answer) {
            case HoldAnswer.Held held -> {
                if (callerGone) {
                    leave(permit, held.hold());
                } else {
                    serve(wish, permit, held.hold());
                }
            }
            case HoldAnswer.Insufficient little -> {
                permit.close(0, 0);
                refuse(Refusal.insufficientBalance(wish.whatWouldFit(little.availableNanos())));
            }
            case HoldAnswer.Unavailable away -> {
                permit.close(0, 0);
                refuse(Refusal.overloaded(away.why(), Duration.ofSeconds(1)));
            }
        }
    }

    private void serve(Wish wish, Admission.Permit permit, Hold hold) {
        Route route = relay.router.route(wish.model(), wish::canGoTo);
        Route.Attempt first = route.next();
        if (first == null) {
            permit.close(0, 0);
            hold.release();
            refuse(Refusal.noUpstream(wish.model().name()));
            return;
        }
        stage = Stage.SERVING;
        serving = new Serving(this, wish, permit, hold, route, first);
        serving.begin();
    }

    // ---- the caller

    /** When the request was whole and its admission began. */
    long admittedAt() {
        return admittedAt;
    }

    boolean callerGone() {
        return callerGone;
    }

    void callerLeft() {
        callerGone = true;
        flow.dryUp();
        switch (stage) {
            case REQUEST -> over(new Outcome.CallerLeft(), null);
            case ADMISSION, OVER -> {} // noticed when what is under way comes back
            case SERVING -> {
                if (serving != null) {
                    serving.callerLeft();
                }
            }
        }
    }

    void callerWritable(boolean writable) {
        if (serving != null && !callerGone) {
            serving.callerWritable(writable);
        }
    }

    @Override
    void tick(long now) {
        switch (stage) {
            case REQUEST -> {
                if (now - heardFromCaller > relay.settings.requestTimeout().toNanos()
                        || relay.settings.bodyTooSlow(now - arrival.startNanos(), received)) {
                    refuse(Refusal.bodyTooSlow());
                }
            }
            case SERVING -> {
                if (serving != null) {
                    serving.tick(now);
                }
            }
            case ADMISSION, OVER -> {}
        }
    }

    // ---- ends

    /** Something that no code expected: the caller is told, and nothing stays open. */
    void failed(RuntimeException fault) {
        relay.surprised(fault);
        if (serving != null) {
            serving.failed();
        } else if (stage != Stage.OVER) {
            refuse(Refusal.internal());
        }
    }

    /** Turns the call down before any upstream was thought of: nothing to bill, nothing to journal. */
    private void refuse(Refusal told) {
        if (!callerGone) {
            out.refuse(told, bodyWhole);
        }
        over(new Outcome.Refused(told), null);
    }

    private void leave(Admission.Permit permit, @Nullable Hold hold) {
        permit.close(0, 0);
        if (hold != null) {
            hold.release();
        }
        over(new Outcome.CallerLeft(), null);
    }

    /** The call is over; its answer, if there is one, has been written to its end. */
    void over(Outcome outcome, @Nullable Served served) {
        if (stage == Stage.OVER) {
            return;
        }
        stage = Stage.OVER;
        loop.unwatch(this);
        flow.dryUp();
        body.clear();
        relay.shutdown.closed();
        relay.ended(arrival, out, trace, outcome, key, served);
    }

    // ---- threads

    /** Comes back to this exchange's loop; on it already, at once. */
    <T> void onLoop(CompletionStage<T> pending, Consumer<T> then) {
        pending.whenComplete((result, failure) -> {
            if (failure != null) {
                throw new IllegalStateException("a stage that never fails has failed", failure);
            }
            if (channel.eventLoop().inEventLoop()) {
                guarded(then, result);
            } else {
                channel.eventLoop().execute(() -> guarded(then, result));
            }
        });
    }

    /** Does a step of this call; a fault in it ends this call and no other. */
    private <T> void guarded(Consumer<T> step, T result) {
        try {
            step.accept(result);
        } catch (RuntimeException e) {
            failed(e);
        }
    }
}
