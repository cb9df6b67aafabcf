internal import DeviceTree
internal import FIT
internal import Model

extension DeviceTreeError {
    var findingCode: Finding.Code {
        switch reason {
        case .secondRoot, .rootName: .fitSecondRoot
        case .totalSize: .fitTotalSize
        case .truncated: .fitTruncated
        case .duplicateNode, .duplicateProperty: .fitDuplicate
        default: .imageStructure
        }
    }
}

extension FITError {
    var findingCode: Finding.Code {
        switch reason {
        case .unitAddress: .fitUnitAddress
        case .noDefault, .unknownDefault: .fitDefault
        case .reference, .noReference: .fitReference
        case .data, .dataOutside, .misplacedData: .fitData
        case .emptyToken, .description, .noImages, .noConfigurations, .unknownNode, .tooMany: .imageStructure
        }
    }
}
