/**
 * What a person types where a service is chosen: checked before the component runtime sees it, and compared with what is
 * bound; and whether a component was given what was saved last. Each bundle with such a field carries a private copy.
 */
package io.millwright.targets;
