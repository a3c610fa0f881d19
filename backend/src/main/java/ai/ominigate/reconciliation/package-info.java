/**
 * Whether providers and we agree on what we used. Every night each provider that has an admin key is asked for its reports
 * of the last days, by model; what it says is held against the rollups of our usage, and what does not agree within the
 * tolerance is shown to finance until it is settled or gone. No usage row is ever changed because of it.
 */
@NullMarked
package ai.ominigate.reconciliation;

import org.jspecify.annotations.NullMarked;
