package io.millwright.operation.resource;

/** What a caller must be allowed to. In rising order; each includes those before it. */
public enum Permission {
    /** To see. */
    READ,
    /** To pause and go on, to give an opinion, to answer advice, to replay: what an operator does. */
    OPERATE,
    /** Trust, versions of models, configuration. */
    ADMINISTER
}
