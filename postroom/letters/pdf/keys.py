"""The keys of dictionaries that draw, and those that never do."""

PICTURE = (
    "/Width", "/Height", "/ColorSpace", "/BitsPerComponent", "/Intent", "/ImageMask", "/Decode",
    "/Interpolate", "/SMaskInData", "/Matte",
)  # fmt: skip
GRAPHICS_STATE = (
    "/LW", "/LC", "/LJ", "/ML", "/D", "/RI", "/OP", "/op", "/OPM", "/FL", "/SM", "/SA", "/BM",
    "/CA", "/ca", "/AIS", "/TK",
)  # fmt: skip
PATTERN = (
    "/PatternType", "/PaintType", "/TilingType", "/BBox", "/XStep", "/YStep", "/Matrix",
)  # fmt: skip
# What never draws, wherever it hangs.
DROPPED = frozenset((
    "/Length", "/Filter", "/DecodeParms", "/DP", "/F", "/FFilter", "/FDecodeParms", "/Metadata",
    "/PieceInfo", "/OC", "/OPI", "/Ref", "/StructParent", "/StructParents", "/Parent", "/AA", "/A",
    "/AF", "/Alternates", "/LastModified", "/Measure", "/Thumb", "/Annots", "/DL",
))  # fmt: skip
