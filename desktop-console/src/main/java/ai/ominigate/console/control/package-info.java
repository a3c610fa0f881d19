/** The few controls that screens are made of: lists, facts, states, dialogs, words about failures. No feature's words. */
@NullMarked
package ai.ominigate.console.control;

import org.jspecify.annotations.NullMarked;
