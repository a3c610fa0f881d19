package ai.ominigate.console.abuse;

import ai.ominigate.console.remote.Calls;
import ai.ominigate.console.remote.Failure;
import ai.ominigate.model.abuse.NetworkDetails;
import ai.ominigate.model.abuse.NetworkHour;
import ai.ominigate.model.reveal.PersonalField;
import ai.ominigate.model.reveal.Purpose;
import ai.ominigate.model.reveal.RevealField;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.jspecify.annotations.Nullable;

/** What is known of a network, without its looks. */
final class NetworkViewModel {

    private static final int IPV4 = 32;
    private static final int IPV4_WIDEST = 24;
    private static final List<Integer> IPV6 = List.of(64, 56, 48);

    private final Calls calls;
    private final AbuseApi api;
    private final ReadOnlyObjectWrapper<Seen> seen = new ReadOnlyObjectWrapper<>(this, "seen", new Seen.Nothing());
    private String address = "";
    private @Nullable String caseId;
    private Calls.@Nullable Sent asking;

    /** What there is to see. */
    sealed interface Seen {
        record Nothing() implements Seen {}

        record Loading() implements Seen {}

        record Ready(NetworkDetails details) implements Seen {}

        record Failed(Failure failure) implements Seen {}
    }

    NetworkViewModel(Calls calls) {
        this.calls = calls;
        this.api = calls.api(AbuseApi.class);
    }

    ReadOnlyObjectProperty<Seen> seenProperty() {
        return seen.getReadOnlyProperty();
    }

    @Nullable
    NetworkDetails details() {
        return seen.get() instanceof Seen.Ready ready ? ready.details() : null;
    }

    /** Looks at an address, or at a network as {@code 203.0.113.0/24}. That one looked is written down. */
    void look(String typed, @Nullable String inCase) {
        String text = typed.strip();
        int slash = text.indexOf('/');
        address = slash < 0 ? text : text.substring(0, slash);
        caseId = inCase;
        ask(slash < 0 ? 0 : Integer.parseInt(text.substring(slash + 1)));
    }

    /** Looks at what a case is about: the server shows the address for it, and writes that down. */
    void lookAtCase(String id) {
        start();
        String name = "case:" + id;
        asking = calls.write(
                api.reveal(new RevealField(name, PersonalField.ADDRESS, Purpose.ABUSE, name)),
                revealed -> look(revealed.value(), id),
                failure -> seen.set(new Seen.Failed(failure)));
    }

    /** Looks at the network of this size around the address. */
    void widen(int bits) {
        ask(bits);
    }

    void again() {
        NetworkDetails now = details();
        if (now != null) {
            ask(bits(now));
        } else if (!address.isEmpty()) {
            ask(0);
        }
    }

    private void start() {
        if (asking != null) {
            asking.cancel();
        }
        seen.set(new Seen.Loading());
    }

    private void ask(int bits) {
        start();
        asking = calls.read(
                bits == 0
                        ? api.address(address, Purpose.ABUSE, caseId)
                        : api.network(address, bits, Purpose.ABUSE, caseId),
                details -> seen.set(new Seen.Ready(details)),
                failure -> seen.set(new Seen.Failed(failure)));
    }

    /** Forgets the address. */
    void forget() {
        if (asking != null) {
            asking.cancel();
        }
        address = "";
        caseId = null;
        seen.set(new Seen.Nothing());
    }

    static int bits(NetworkDetails details) {
        return Integer.parseInt(details.network().substring(details.network().indexOf('/') + 1));
    }

    /** The sizes of networks around it that one party may have, the narrowest first. */
    static List<Integer> sizes(NetworkDetails details) {
        return details.network().contains(":")
                ? IPV6
                : IntStream.rangeClosed(0, IPV4 - IPV4_WIDEST)
                        .mapToObj(step -> IPV4 - step)
                        .toList();
    }

    /** So many hours up to now, each with what came in it, the first first. */
    static List<NetworkHour> hours(NetworkDetails details, Instant now, Duration past) {
        Map<Instant, NetworkHour> known = new HashMap<>();
        details.hours().forEach(hour -> known.put(hour.hour(), hour));
        Instant last = now.truncatedTo(ChronoUnit.HOURS);
        int count = (int) past.toHours();
        return IntStream.rangeClosed(1 - count, 0)
                .mapToObj(back -> last.plus(Duration.ofHours(back)))
                .map(hour -> known.getOrDefault(hour, new NetworkHour(hour, 0, 0)))
                .toList();
    }
}
