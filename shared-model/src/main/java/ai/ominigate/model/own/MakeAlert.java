package ai.ominigate.model.own;

import ai.ominigate.model.Required;
import ai.ominigate.model.Usd;

/**
 * Asks to be warned, by mail, once each time a threshold is crossed.
 *
 * @param kind of what
 * @param threshold from which amount on; more than 0
 */
public record MakeAlert(AlertKind kind, Usd threshold) {
    public MakeAlert {
        Required.value("kind", kind);
        Required.value("threshold", threshold);
    }
}
