/** The demo: a model provider of its own and the data that makes a first call work. */
@NullMarked
package ai.ominigate.demo;

import org.jspecify.annotations.NullMarked;
