/**
 * What OminiGate does when everything around it fails: real processes, killed, frozen, starved and lied to under load,
 * and an oracle that compares what callers got, what providers billed and what the books say. {@link FaultsIT} is where
 * to begin.
 */
@NullMarked
package ai.ominigate.faults;

import org.jspecify.annotations.NullMarked;
