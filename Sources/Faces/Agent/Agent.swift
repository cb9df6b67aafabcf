internal import API
internal import Client
internal import Foundation
internal import Model
internal import Terminal

/// The device's side: takes one root of trust from unknown to trusted with a secret. The flow is one for all kinds of root;
/// what a kind shows and opens is its ``AgentRoot``'s.
public struct Agent {
    public let state: AgentState
    let root: any AgentRoot

    public init(state: AgentState, root: any AgentRoot) {
        self.state = state
        self.root = root
    }

    /// The identity, if it is one of this kind of root.
    func identity() throws -> AgentState.Identity {
        let identity = try state.enrolledIdentity()
        guard identity.root == type(of: root).name else {
            throw BedplateError(
                .refused,
                "the identity in '\(state.directory)' is of another kind of root",
                hint: "give the --state that this device was enrolled with"
            )
        }
        return identity
    }
}
