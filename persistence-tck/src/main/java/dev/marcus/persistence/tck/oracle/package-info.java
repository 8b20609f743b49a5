/**
 * The oracle: scripts of operations, made from a seed, that run on a store and on a model of the contract; a difference is
 * shrunk to a short script. The model and its evaluation of queries share no code with the framework, so that they judge it
 * too.
 */
@NullMarked
package dev.marcus.persistence.tck.oracle;

import org.jspecify.annotations.NullMarked;
