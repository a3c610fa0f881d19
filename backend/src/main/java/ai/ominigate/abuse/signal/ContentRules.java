package ai.ominigate.abuse.signal;

import ai.ominigate.abuse.entity.Entity;
import ai.ominigate.abuse.signal.Observation.Calls;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;

/** Requests that providers refuse for their content: S12. Nobody here has seen the content. */
final class ContentRules {
    private ContentRules() {}

    /**
     * A key of whose calls providers refuse many. Weighs by how many of a hundred, some kinds of refusals more than others:
     * as many points, rounded down to steps of the threshold, up to the version's.
     */
    static final class RefusedByProviders implements Rule {
        private static final double PER_CENT = 100;
        private static final double HUNDREDTHS = 100;

        private final RuleVersion version;
        private final Remembered<UUID, Refusals> keys = new Remembered<>();

        RefusedByProviders(RuleVersion version) {
            this.version = version;
        }

        private static final class Refusals {
            final SlidingCount calls;
            final SlidingCount refused;

            /** Refusals by their weight, in hundredths of one. */
            final SlidingCount weighed;

            Refusals(RuleVersion version) {
                calls = new SlidingCount(version.windowMillis());
                refused = new SlidingCount(version.windowMillis());
                weighed = new SlidingCount(version.windowMillis());
            }
        }

        @Override
        public void observe(Observation observation, Consumer<Finding> found) {
            if (!(observation instanceof Calls calls) || calls.model() == null) {
                return;
            }
            Refusals refusals = keys.of(calls.key(), key -> new Refusals(version));
            refusals.calls.add(calls.at(), calls.count());
            calls.refused().forEach((kind, number) -> {
                refusals.refused.add(calls.at(), number);
                refusals.weighed.add(calls.at(), Math.round(HUNDREDTHS * version.weight(kind) * number));
            });
            long all = refusals.calls.sum(calls.at());
            long refused = refusals.refused.sum(calls.at());
            double ofHundred = PER_CENT / HUNDREDTHS * refusals.weighed.sum(calls.at()) / Math.max(1, all);
            if (!calls.refused().isEmpty()
                    && all >= version.further("calls")
                    && refused >= version.further("refusals")
                    && ofHundred >= version.threshold()) {
                found.accept(new Finding(
                        version,
                        new Entity.Key(calls.key()),
                        ofHundred,
                        version.threshold(),
                        points(ofHundred),
                        refusals.refused.since(calls.at()),
                        calls.at(),
                        Map.of(Finding.EVENTS, refused, "calls", all)));
            }
        }

        private int points(double ofHundred) {
            double steps = Math.floor(ofHundred / version.threshold()) * version.threshold();
            return Math.clamp(Math.round(steps), 1, version.points());
        }
    }
}
