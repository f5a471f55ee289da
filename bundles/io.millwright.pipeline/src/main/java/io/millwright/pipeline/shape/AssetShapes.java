package io.millwright.pipeline.shape;

/** The rings of one asset, by the index of its tags. Immutable. */
public final class AssetShapes {
    /** Of an asset whose samples are all numbers. */
    public static final AssetShapes NONE = new AssetShapes(new SampleRing[0]);

    private final SampleRing[] rings;

    /** Creates them. */
    public AssetShapes(SampleRing[] rings) {
        this.rings = rings.clone();
    }

    /** Returns the ring of a tag, or null where its samples are numbers. */
    public SampleRing ring(int tag) {
        return rings.length == 0 ? null : rings[tag];
    }
}
