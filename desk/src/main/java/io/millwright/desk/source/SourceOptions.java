package io.millwright.desk.source;

/**
 * What a file does not say by itself; "" = not given.
 *
 * @param device channel and device of a Kepware export, for example Channel1.Device1
 * @param namespace namespace of a Kepware server, as a NodeId begins: ns=2 or nsu=...
 * @param endpoint the server whose nodes are meant, where a file names several
 * @param asset the asset whose channels are meant, where a file names several
 * @param prefix put before each name
 */
public record SourceOptions(String device, String namespace, String endpoint, String asset, String prefix) {
    /** Nothing is given. */
    public static final SourceOptions NONE = new SourceOptions("", "", "", "", "");
}
