package main

import "github.com/versity/versitygw/auth"

// onlyAccount knows the one account of this store. The library's own version
// answers a request signed with an unknown access key with 404, which a client
// must take for "no such object"; as S3 does, it is refused with 403 here.
type onlyAccount struct{ auth.IAMService }

func newAccount(accessKey, secretKey string) onlyAccount {
	return onlyAccount{auth.NewIAMServiceSingle(auth.Account{
		Access: accessKey, Secret: secretKey, Role: auth.RoleAdmin,
	})}
}

// GetUserAccount finds the account by its access key, or refuses with
// auth.ErrNoSuchUser.
func (a onlyAccount) GetUserAccount(accessKey string) (auth.Account, error) {
	found, err := a.IAMService.GetUserAccount(accessKey)
	if err != nil {
		return auth.Account{}, auth.ErrNoSuchUser
	}
	return found, nil
}
