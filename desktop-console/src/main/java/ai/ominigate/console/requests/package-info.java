/** The privacy desk: what people ask about their data, from its coming in to its end, and what is kept or limited for it. */
@NullMarked
package ai.ominigate.console.requests;

import org.jspecify.annotations.NullMarked;
